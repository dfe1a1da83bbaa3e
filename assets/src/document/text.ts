// Counts and excerpts in words.

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The text, or its first whole words within that many characters; a first word longer than that is cut. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const whole = text.slice(0, most + 1).replace(/[\s,;:.]*\s\S*$/u, "");
  return `${(whole.length > most ? text.slice(0, most) : whole).trimEnd()}…`;
}
