// Counts, sizes and excerpts in words.

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The text, or its first whole words within that many characters; a first word longer than that is cut. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const whole = text.slice(0, most + 1).replace(/[\s,;:.]*\s\S*$/u, "");
  return `${(whole.length > most ? text.slice(0, most) : whole).trimEnd()}…`;
}

/** "512 B", "21 KB", "20.0 MB". */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${Math.round(count / 1000)} KB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}

/** 12345 -> "12,345". */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
