// The condition tree as the builder edits it, and its JSON (engine/expressions/conditions.py).

import { isRecord } from "../document/json";
import { unreachable } from "../document/unreachable";

type Op =
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

type Takes = "one" | "two" | "list" | "text" | "none";

/** The operators as they are offered, in this order; `takes`: what each is compared with. */
export const OPERATORS: Readonly<Record<Op, { title: string; takes: Takes }>> = {
  equals: { title: "equals", takes: "one" },
  not_equals: { title: "does not equal", takes: "one" },
  greater: { title: "is greater than", takes: "one" },
  less: { title: "is less than", takes: "one" },
  at_least: { title: "is at least", takes: "one" },
  at_most: { title: "is at most", takes: "one" },
  between: { title: "is between", takes: "two" },
  contains: { title: "contains", takes: "one" },
  starts_with: { title: "starts with", takes: "text" },
  ends_with: { title: "ends with", takes: "text" },
  in: { title: "is one of", takes: "list" },
  is_empty: { title: "is empty", takes: "none" },
  exists: { title: "exists", takes: "none" },
  matches: { title: "matches (pattern)", takes: "text" },
};

export function isOp(value: unknown): value is Op {
  return typeof value === "string" && Object.hasOwn(OPERATORS, value);
}

export function comparison(): Comparison {
  return { is: "comparison", field: "", op: "equals", value: "", cased: false };
}

/** The operand of an operator that was just chosen. */
export function emptyOperand(takes: Takes): unknown {
  switch (takes) {
    case "two": return ["", ""];
    case "list": return [];
    case "one": case "text": case "none": return "";
    default: return unreachable(takes);
  }
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
  if (OPERATORS[op].takes === "two" && (!Array.isArray(value) || value.every((bound) => bound === "" || bound === null))) {
    return "“Between” needs a lowest or a highest value.";
  }
  return OPERATORS[op].takes === "list" && (!Array.isArray(value) || value.length === 0) ? "“Is one of” needs at least one value." : "";
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
  const op = isOp(raw.op) ? raw.op : "equals";
  return { is: "comparison", field: typeof raw.field === "string" ? raw.field : "", op, value: raw.value ?? "", cased: raw.case_sensitive === true };
}

/** The stored form: `{match, conditions}` and `{field, op, value, case_sensitive}`. */
export function toJson(condition: Condition): Record<string, unknown> {
  if (condition.is === "group") return { match: condition.join, conditions: condition.items.map(toJson) };
  const { field, op, value, cased } = condition;
  const json: Record<string, unknown> = { field: field.trim(), op };
  if (OPERATORS[op].takes === "two" && Array.isArray(value)) json.value = value.map((bound: unknown) => (bound === "" ? null : bound));
  else if (OPERATORS[op].takes !== "none") json.value = value;
  if (cased) json.case_sensitive = true;
  return json;
}
