// The condition tree as the builder edits it, and its JSON (engine/conditions.py); pure.

import { isRecord } from "../document/json";

export type Op =
  | "equals" | "not_equals" | "greater" | "less" | "at_least" | "at_most" | "between" | "contains" | "starts_with"
  | "ends_with" | "in" | "is_empty" | "exists" | "matches";

export type Join = "all" | "any" | "not";

export interface Comparison {
  is: "comparison";
  field: string; // a path, "user.plan.tier"; empty is the value itself
  op: Op;
  value: unknown;
  cased: boolean;
}

export interface Group {
  is: "group";
  join: Join;
  items: Condition[];
}

export type Condition = Comparison | Group;

export const OPERATORS: readonly { op: Op; title: string }[] = [
  { op: "equals", title: "equals" }, { op: "not_equals", title: "does not equal" },
  { op: "greater", title: "is greater than" }, { op: "less", title: "is less than" },
  { op: "at_least", title: "is at least" }, { op: "at_most", title: "is at most" },
  { op: "between", title: "is between" }, { op: "contains", title: "contains" },
  { op: "starts_with", title: "starts with" }, { op: "ends_with", title: "ends with" },
  { op: "in", title: "is one of" }, { op: "is_empty", title: "is empty" },
  { op: "exists", title: "exists" }, { op: "matches", title: "matches (pattern)" },
];

/** What an operator is compared with. */
export const TAKES: Record<Op, "one" | "two" | "list" | "text" | "none"> = {
  equals: "one", not_equals: "one", greater: "one", less: "one", at_least: "one", at_most: "one", between: "two",
  contains: "one", starts_with: "text", ends_with: "text", in: "list", is_empty: "none", exists: "none", matches: "text",
};

export function comparison(): Comparison {
  return { is: "comparison", field: "", op: "equals", value: "", cased: false };
}

/** Read an operand as it was meant: 3 and true are values, "3" in quotes is a text. */
export function readOperand(typed: string): unknown {
  const text = typed.trim();
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return Number(text);
  if (/^".*"$/s.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return typed; // not a JSON text: a text that happens to stand in quotes
    }
  }
  return typed;
}

/** The operand as it is typed; a text that would read as something else is put in quotes. */
export function operand(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return JSON.stringify(value);
  return typeof readOperand(value) === "string" && !/^".*"$/s.test(value) ? value : JSON.stringify(value);
}

/** What is missing before the tree can be sent; empty when nothing is. */
export function unfinished(condition: Condition): string {
  if (condition.is === "group") {
    return condition.items.map(unfinished).find((gap) => gap !== "") ?? "";
  }
  const { op, value } = condition;
  if (TAKES[op] === "two" && (!Array.isArray(value) || value.every((bound) => bound === "" || bound === null))) {
    return "“Between” needs a lowest or a highest value.";
  }
  return TAKES[op] === "list" && (!Array.isArray(value) || value.length === 0) ? "“Is one of” needs at least one value." : "";
}

/** Read the stored form; a lone comparison is a group of one. */
export function fromJson(raw: unknown): Group {
  const condition = read(raw);
  if (condition === null) return { is: "group", join: "all", items: [] };
  return condition.is === "group" ? condition : { is: "group", join: "all", items: [condition] };
}

function read(raw: unknown): Condition | null {
  if (!isRecord(raw)) return null;
  if (Array.isArray(raw.conditions)) {
    const join = raw.match === "any" || raw.match === "not" ? raw.match : "all";
    return { is: "group", join, items: raw.conditions.map(read).filter((item) => item !== null) };
  }
  const op = OPERATORS.find((known) => known.op === raw.op)?.op ?? "equals";
  return { is: "comparison", field: typeof raw.field === "string" ? raw.field : "", op, value: raw.value ?? "", cased: raw.case_sensitive === true };
}

/** The stored form: `{match, conditions}` and `{field, op, value, case_sensitive}`. */
export function toJson(condition: Condition): Record<string, unknown> {
  if (condition.is === "group") return { match: condition.join, conditions: condition.items.map(toJson) };
  const { field, op, value, cased } = condition;
  const json: Record<string, unknown> = { field: field.trim(), op };
  if (TAKES[op] === "two" && Array.isArray(value)) json.value = value.map((bound: unknown) => (bound === "" ? null : bound));
  else if (TAKES[op] !== "none") json.value = value;
  if (cased) json.case_sensitive = true;
  return json;
}
