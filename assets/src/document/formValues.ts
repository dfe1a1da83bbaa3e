// Config values from typed text, and what is wrong with them.

import type { Field, Problem } from "../server/protocol";

export interface Parsed {
  ok: boolean;
  value: unknown;
  mistake: string;
}

const good = (value: unknown): Parsed => ({ ok: true, value, mistake: "" });
const bad = (mistake: string): Parsed => ({ ok: false, value: undefined, mistake });

/** Read a number as a person writes it; an empty text is null (nothing given). */
export function parseNumber(typed: string): Parsed {
  const text = typed.trim();
  if (text === "") return good(null);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const comma = /^[+-]?\d+,\d+$/.test(text);
    return bad(comma ? `Write ${text.replace(",", ".")}: the decimal mark is a point.` : `“${text.slice(0, 40)}” is not a number.`);
  }
  const number = Number(text);
  return Number.isFinite(number) ? good(number) : bad("This number is too large.");
}

/** Read JSON; the mistake names line and column where the browser tells the position. */
export function parseJson(typed: string): Parsed {
  if (typed.trim() === "") return good(null);
  try {
    return good(JSON.parse(typed) as unknown);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    if (position === undefined) return bad(`Not JSON: ${message}.`);
    const before = typed.slice(0, Number(position)).split("\n");
    return bad(`Not JSON at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`);
  }
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** "0 to 1", "at least 1", "at most 20": what the field takes, said beside its name. */
export function range(field: Field): string {
  const { minimum, maximum } = field;
  if (minimum !== null && maximum !== null) return `${minimum} to ${maximum}`;
  if (minimum !== null) return `at least ${minimum}`;
  return maximum !== null ? `at most ${maximum}` : "";
}

/** Return what is wrong with a value as far as the browser can tell: missing, out of range, too long. Empty when nothing is. */
export function check(field: Field, value: unknown): string {
  if (isEmpty(value)) return field.required && isEmpty(field.default) ? `${field.title} is required.` : "";
  if (typeof value === "number") {
    if (field.minimum !== null && value < field.minimum) return `At least ${field.minimum}; ${value} is too small.`;
    if (field.maximum !== null && value > field.maximum) return `At most ${field.maximum}; ${value} is too large.`;
    if (field.step !== null && Number.isInteger(field.step) && field.widget === "number" && !Number.isInteger(value)) {
      return "A whole number is needed.";
    }
  }
  return tooLong(field, value) ? `At most ${field.max_length} characters; this has ${[...value].length}. It is not saved until it is shorter.` : "";
}

/** Whether a text has more characters than its field takes; counted as Python does. */
export function tooLong(field: Field, value: unknown): value is string {
  const most = field.max_length;
  return typeof value === "string" && most !== null && value.length > most && [...value].length > most;
}

/** The value shown: the config's own, else the field's default. */
export function valueOf(field: Field, config: Record<string, unknown>): unknown {
  return field.name in config ? config[field.name] : field.default;
}

/** Whether a field is shown, given the values of the others (their defaults count). */
export function shown(field: Field, form: readonly Field[], config: Record<string, unknown>): boolean {
  const rule = field.show_if;
  if (rule === null) return true;
  const other = form.find((one) => one.name === rule.field);
  const value = other ? valueOf(other, config) : config[rule.field];
  return rule.equals.some((wanted) => same(wanted, value));
}

export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Problems of one field, those inside it ("categories.2") included. */
export function problemsOf(problems: readonly Problem[], node: string, field: string): Problem[] {
  return problems.filter(
    (problem) => problem.node === node && problem.field !== null &&
      (problem.field === field || problem.field.startsWith(`${field}.`) || problem.field.startsWith(`${field}[`)),
  );
}

/** Problems of a node that stand at no field of its visible form. */
export function otherProblems(problems: readonly Problem[], node: string, form: readonly Field[]): Problem[] {
  const names = new Set(form.map((field) => field.name));
  return problems.filter(
    (problem) => problem.node === node && (problem.field === null || !names.has(problem.field.split(/[.[]/)[0] ?? "")),
  );
}

/** An empty row for a list of objects: every column at its default. */
export function emptyRow(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, field.default ?? (field.widget === "switch" ? false : "")]));
}

/** Split pasted text into tags: at newlines, else at commas or semicolons; without blanks or repeats. */
export function splitTags(typed: string, existing: readonly string[]): string[] {
  const parts = typed.includes("\n") ? typed.split("\n") : typed.split(/[,;]/);
  const fresh: string[] = [];
  for (const part of parts) {
    const tag = part.trim();
    if (tag !== "" && !existing.includes(tag) && !fresh.includes(tag)) fresh.push(tag);
  }
  return fresh;
}
