// Folds a wide drawing: its columns become rows, so that names and values can be read without zooming. The rule is that
// of editor/layout_rows.py, for the columns of dagre and the size of the canvas: both are tested against cases/rows.json.

export interface Room {
  width: number;
  height: number;
}

export interface Column {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const LEGIBLE = 0.7; // a drawing that fits at this zoom stays one row
const WORTH = 1.25; // folding that makes steps less than this much larger is not worth the longer wires
const MOST_ROWS = 48;
export const BETWEEN = 104; // px between two rows: room for the wires that run back

/** The first and the last column of each row, by index. `crossing[i]` wires pass the boundary before column i. */
export function fold(columns: readonly Column[], crossing: readonly number[], room: Room): [number, number][] {
  const count = columns.length;
  if (count <= 1) return count === 0 ? [] : [[0, 0]];
  let best: [number, number][] = [[0, count - 1]];
  let bestZoom = zoomOf(best, columns, room);
  const least = bestZoom * WORTH;
  for (let wanted = 1; wanted <= Math.min(count, MOST_ROWS); wanted++) {
    const narrow = Math.ceil(count / wanted);
    const tries = [narrow, narrow + 1].map((most) => rowsOf(crossing, count, most));
    const passed = (rows: [number, number][]): number => rows.slice(0, -1).reduce((sum, [, last]) => sum + (crossing[last + 1] ?? 0), 0);
    const legible = tries.filter((rows) => zoomOf(rows, columns, room) >= LEGIBLE);
    if (legible.length > 0) return legible.reduce((one, two) => (passed(two) < passed(one) ? two : one));
    for (const rows of tries) {
      const zoom = zoomOf(rows, columns, room);
      if (zoom >= least && zoom > bestZoom) [best, bestZoom] = [rows, zoom];
    }
  }
  return best;
}

/** For each boundary before a column, the wires that pass it. */
export function crossings(count: number, wires: readonly (readonly [number, number])[]): number[] {
  const change = new Array<number>(count + 2).fill(0);
  for (const [one, two] of wires) {
    change[Math.min(one, two) + 1]! += 1;
    change[Math.max(one, two) + 1]! -= 1;
  }
  let sum = 0;
  return change.map((by) => (sum += by));
}

/** Rows of at most `most` columns; each ends at its last boundary with the fewest wires. */
function rowsOf(crossing: readonly number[], count: number, most: number): [number, number][] {
  const rows: [number, number][] = [];
  let start = 0;
  while (count - start > most) {
    let end = start + most;
    for (let at = end - 1; at >= start + Math.max(1, Math.ceil(most * 0.6)); at--) {
      if ((crossing[at] ?? 0) < (crossing[end] ?? 0)) end = at;
    }
    rows.push([start, end - 1]);
    start = end;
  }
  return [...rows, [start, count - 1]];
}

function zoomOf(rows: readonly [number, number][], columns: readonly Column[], room: Room): number {
  let width = 0;
  let height = (rows.length - 1) * BETWEEN;
  for (const [first, last] of rows) {
    const row = columns.slice(first, last + 1);
    width = Math.max(width, (row.at(-1)?.right ?? 0) - (row[0]?.left ?? 0));
    height += Math.max(...row.map((column) => column.bottom)) - Math.min(...row.map((column) => column.top));
  }
  return Math.min(1, room.width / Math.max(1, width), room.height / Math.max(1, height));
}
