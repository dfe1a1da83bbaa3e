// A list as a table: columns from its rows, only the rows in view are drawn.

import { useMemo, type JSX } from "react";
import { grouped } from "../document/text";
import { VirtualList } from "../ui/VirtualList";
import { tableOf, widths } from "./columns";
import { cell } from "./view";

const ROW = 28;
const CHARACTER = 7.4;

export function TableView({ value }: { value: unknown }): JSX.Element {
  const table = useMemo(() => tableOf(value), [value]);
  const sizes = useMemo(() => widths(table, (one) => cell(one, 60)), [table]);
  const number = String(table.rows).length * CHARACTER + 24;
  const pixels = sizes.map((size) => Math.round(size * CHARACTER) + 24);
  // Rows are grids of their own, so every column but the last has one fixed width.
  const template = [number, ...pixels].map((width, at) => (at === pixels.length ? `minmax(${width}px, 1fr)` : `${width}px`)).join(" ");
  const least = number + pixels.reduce((sum, width) => sum + width, 0);
  const row = { gridTemplateColumns: template, minWidth: least };
  const head = (
    <div className="td-tr td-th" role="row" style={row}>
      <span role="columnheader"><span className="unseen">Row</span></span>
      {table.columns.map((column) => <span key={column} role="columnheader" title={column}>{column}</span>)}
    </div>
  );
  return (
    <div className="td-tablebox">
      <VirtualList count={table.rows} rowHeight={ROW} head={head} role="table" className="td-table" width={`max(100%, ${least}px)`} label={`Table, ${grouped(table.rows)} rows`} testid="view-table">
        {(at) => (
          <div key={at} className="td-tr" role="row" aria-rowindex={at + 1} style={row}>
            <span role="rowheader" className="td-no">{at + 1}</span>
            {table.columns.map((column) => {
              const text = cell(table.at(at, column));
              return <span key={column} role="cell" title={text.length > 24 ? text : undefined}>{text}</span>;
            })}
          </div>
        )}
      </VirtualList>
      {table.hidden > 0 && <p className="td-more">{grouped(table.hidden)} more columns; the JSON view has them all.</p>}
    </div>
  );
}
