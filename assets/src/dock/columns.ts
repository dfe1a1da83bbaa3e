// The columns of a table over a list, found from its rows.

import { isRecord } from "../document/json";

export interface Table {
  columns: string[];
  hidden: number; // columns left out
  rows: number;
  at: (row: number, column: string) => unknown;
}

const SAMPLE = 500;
const MOST = 40;

/** Build a table: records give a column for each field, in the order met; other items stand in one column "value". */
export function tableOf(value: unknown): Table {
  if (isRecord(value)) {
    const names = Object.keys(value);
    return {
      columns: ["field", "value"], hidden: 0, rows: names.length,
      at: (row, column) => (column === "field" ? names[row] : value[names[row] ?? ""]),
    };
  }
  const rows: unknown[] = Array.isArray(value) ? value : [value];
  const sample = rows.slice(0, SAMPLE);
  if (!sample.every(isRecord)) {
    return { columns: ["value"], hidden: 0, rows: rows.length, at: (row) => rows[row] };
  }
  const names = new Set<string>();
  for (const row of sample) for (const name of Object.keys(row)) names.add(name);
  const columns = [...names];
  return {
    columns: columns.slice(0, MOST), hidden: Math.max(0, columns.length - MOST), rows: rows.length,
    at: (row, column) => {
      const record = rows[row];
      return isRecord(record) ? record[column] : column === columns[0] ? record : undefined;
    },
  };
}

// The first rows, and as many from all over the list.
function sampled(rows: number): number[] {
  const some = Math.min(rows, 50);
  return Array.from({ length: some }, (_, at) => [at, Math.floor((at + 1) * (rows / some)) - 1]).flat();
}

/** Widths in characters: as wide as what a sample of the rows holds, within bounds, so that columns stay while scrolling. */
export function widths(table: Table, shown: (value: unknown) => string): number[] {
  return table.columns.map((column) => {
    let width = column.length;
    for (const row of sampled(table.rows)) width = Math.max(width, shown(table.at(row, column)).length);
    return Math.min(48, Math.max(6, width));
  });
}
