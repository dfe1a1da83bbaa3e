// The default view of a value: decided from the value alone, never from the node's kind.

import { isRecord } from "../document/json";
import type { PortType } from "../server/protocol";

export type ViewChoice = "auto" | "table" | "json" | "text";
type AutoView = "none" | "prose" | "big" | "words" | "lines" | "table" | "pairs" | "json";

const CHIP = 32; // longer texts of a list are lines, not chips

/** Pick the view for a value: text as prose, short texts as chips, objects as a table, one object as pairs. */
export function autoView(value: unknown): AutoView {
  if (value === null || value === undefined) return "none";
  if (typeof value === "string") return "prose";
  if (typeof value === "number" || typeof value === "boolean") return "big";
  if (Array.isArray(value)) {
    if (value.length === 0) return "none";
    if (value.every((item) => typeof item === "string" || typeof item === "number")) {
      return value.every((item) => String(item).length <= CHIP && !String(item).includes("\n")) ? "words" : "lines";
    }
    return value.every(isRecord) ? "table" : "json";
  }
  return isRecord(value) && Object.keys(value).length > 0 ? "pairs" : "none";
}

/** What stands for a value without content: an empty text and an empty list are results, and say so. */
export function nothing(value: unknown): string {
  if (value === "") return "An empty text.";
  if (Array.isArray(value)) return "An empty list.";
  if (isRecord(value)) return "An object without fields.";
  return "Nothing (null).";
}

/** The views that make sense for a value. A table needs rows, or one object that is shown as a row each field. */
export function choices(value: unknown): ViewChoice[] {
  const table = Array.isArray(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0;
  return table ? ["auto", "table", "json", "text"] : ["auto", "json", "text"];
}

/** The value as text: a text is itself, a list of texts its lines, all else JSON. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  return asJson(value);
}

export function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? "null";
}

/** One line for a cell or a pair: texts as they are, lists and objects as short JSON. */
export function cell(value: unknown, length = 200): string {
  const text = typeof value === "string" ? value : value === undefined ? "" : (JSON.stringify(value) ?? "");
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/**
 * Return "412 words", "12 items", "3 fields", "true": the pane's subtitle. Texts, lists and objects are counted as in
 * app/runs/projection.py: both are tested against cases/measures.json.
 */
export function measure(value: unknown, type: PortType): string {
  if (typeof value === "string") {
    const words = wordCount(value);
    return words === 1 ? "1 word" : `${String(words)} words`;
  }
  if (Array.isArray(value)) return value.length === 1 ? "1 item" : `${value.length} items`;
  if (isRecord(value)) {
    const fields = Object.keys(value).length;
    return fields === 1 ? "1 field" : `${fields} fields`;
  }
  return type === "any" ? typeof value : type;
}

function wordCount(text: string): number {
  let words = 0;
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const space = isSpace(code);
    if (!space && !inside) words++;
    inside = !space;
  }
  return words;
}

/** Say whether a UTF-16 unit is white space, as Python's `str.split` has it. */
function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
  return code === 0x85 || code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029
    || code === 0x202f || code === 0x205f || code === 0x3000;
}

export interface Score {
  name: string;
  score: number;
}

/** Read scores out of notes, whatever of the usual shapes they have; null when there are none. Highest first. */
export function scoresOf(notes: Record<string, unknown>): Score[] | null {
  const found = readScores(notes.scores);
  return found && found.length > 0 ? [...found].sort((a, b) => b.score - a.score) : null;
}

function readScores(raw: unknown): Score[] | null {
  if (isRecord(raw)) {
    const entries = Object.entries(raw);
    if (!entries.every(([, score]) => typeof score === "number")) return null;
    return entries.map(([name, score]) => ({ name, score: Number(score) }));
  }
  if (!Array.isArray(raw)) return null;
  const scores = raw.map(oneScore);
  return scores.every((score) => score !== null) ? scores : null;
}

function oneScore(item: unknown): Score | null {
  if (Array.isArray(item) && typeof item[0] === "string" && typeof item[1] === "number") {
    return { name: item[0], score: item[1] };
  }
  if (!isRecord(item) || typeof item.score !== "number") return null;
  const name = item.name ?? item.tag ?? item.category ?? item.keyword;
  return typeof name === "string" ? { name, score: item.score } : null;
}

/** The notes but for the scores, as a footer: "by TextRank, no model". */
export function footer(notes: Record<string, unknown>): string {
  return Object.entries(notes)
    .filter(([name, value]) => name !== "scores" && !(name === "score" && scoresOf(notes) !== null) && value !== null && value !== "")
    .map(([name, value]) => (name === "method" ? `by ${cell(value)}` : `${name.replaceAll("_", " ")}: ${cell(value)}`))
    .join(" · ");
}
