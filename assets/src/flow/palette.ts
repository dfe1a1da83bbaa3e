import type { Kind } from "../server/protocol";

/** The data type of a kind that is dragged from the palette to the canvas. */
export const KIND_TYPE = "application/x-treadle-kind";

/** Return how well a kind matches a query: lower is better, null is no match. */
export function rank(kind: Kind, query: string): number | null {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return 0;
  const title = kind.title.toLowerCase();
  if (title.startsWith(wanted)) return 1;
  if (title.split(/\s+/).some((word) => word.startsWith(wanted))) return 2;
  if (kind.synonyms.some((word) => word.toLowerCase().startsWith(wanted))) return 3;
  if (title.includes(wanted)) return 4;
  return kind.synonyms.some((word) => word.toLowerCase().includes(wanted)) ? 5 : null;
}

export function search(kinds: Iterable<Kind>, query: string): Kind[] {
  const ranked = [...kinds].map((kind) => ({ kind, at: rank(kind, query) }));
  return ranked.filter((each): each is { kind: Kind; at: number } => each.at !== null)
    .sort((a, b) => a.at - b.at).map(({ kind }) => kind);
}
