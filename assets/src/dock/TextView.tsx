// Text and JSON by rows: any length, only what is in view is drawn. Output is text, never HTML.

import { useMemo, type JSX, type ReactNode } from "react";
import { grouped } from "../document/text";
import { useWidth } from "../ui/useWidth";
import { VirtualList } from "../ui/VirtualList";
import { breakLines } from "./lines";

const ROW = 18;
const CHARACTER = 7.25; // the mono face at 12 px
const SHORT = 20_000;

/** A short text as prose; a long one by rows. */
export function Prose({ text }: { text: string }): JSX.Element {
  return text.length <= SHORT ? <p className="td-prose">{text}</p> : <TextRows text={text} json={false} />;
}

export function TextRows({ text, json }: { text: string; json: boolean }): JSX.Element {
  const [box, width] = useWidth();
  const columns = Math.max(20, Math.floor((width - 36) / CHARACTER));
  const rows = useMemo(() => breakLines(text, columns), [text, columns]);
  return (
    <div ref={box} className="td-rows">
      <VirtualList count={rows.count} rowHeight={ROW} className="td-mono" label={`${json ? "JSON" : "Text"}, ${grouped(rows.count)} lines`} testid={json ? "view-json" : "view-text"}>
        {(row) => <div key={row} className="td-line">{json ? <JsonLine text={rows.text(row)} /> : rows.text(row)}</div>}
      </VirtualList>
    </div>
  );
}

const TOKEN = /("(?:\\.|[^"\\])*"?)(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

/** Colours the names, texts and values of one row of JSON. */
function JsonLine({ text }: { text: string }): JSX.Element {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    parts.push(text.slice(at, found.index));
    const [whole, quoted, colon] = found;
    const kind = quoted === undefined ? "td-jv" : colon === undefined ? "td-jt" : "td-jk";
    parts.push(<span key={found.index} className={kind}>{quoted ?? whole}</span>, colon ?? "");
    at = found.index + whole.length;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}
