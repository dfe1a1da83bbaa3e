// Breaking a long text into rows of one height, so that only the rows in view need to be drawn.

export interface Rows {
  count: number;
  text: (row: number) => string;
}

const BREAK_WITHIN = 24; // look this far back for a space to break at

/** Break at newlines and at `columns` characters (at a space where there is one near). Linear in the text's length. */
export function breakLines(text: string, columns: number): Rows {
  const width = Math.max(8, columns);
  let starts = new Uint32Array(1024);
  let count = 0;
  const push = (at: number): void => {
    if (count === starts.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = at;
  };
  let line = 0;
  while (line <= text.length) {
    const newline = text.indexOf("\n", line);
    const end = newline === -1 ? text.length : newline;
    let at = line;
    push(at);
    while (end - at > width) {
      at = breakAt(text, at, width);
      push(at);
    }
    if (newline === -1) break;
    line = newline + 1;
  }
  return {
    count,
    text: (row) => text.slice(starts[row] ?? 0, row + 1 < count ? starts[row + 1] : text.length).replace(/\r?\n$/, ""),
  };
}

function breakAt(text: string, from: number, width: number): number {
  const limit = from + width;
  for (let at = limit; at > limit - BREAK_WITHIN && at > from; at--) {
    if (text.charCodeAt(at - 1) === 32) return at;
  }
  // A surrogate pair stays together.
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}
