// The form of a start node, and what was typed or dropped into it.

import { isEmpty, parseJson, parseNumber, type Parsed } from "./formValues";
import { labelFrom } from "./ids";
import { isRecord } from "./json";
import { bytes } from "./text";
import { unreachable } from "./unreachable";

export type InputType = "text" | "number" | "boolean" | "json" | "list";

export interface InputField {
  name: string;
  title: string;
  type: InputType;
  required: boolean;
  default: unknown;
}

const TYPES: Record<InputType, true> = { text: true, number: true, boolean: true, json: true, list: true };

function isInputType(value: unknown): value is InputType {
  return typeof value === "string" && Object.hasOwn(TYPES, value);
}

export const LARGEST_FILE = 20_000_000;

/** The fields an input node asks for; one text field when its config names none. */
export function inputFields(config: Record<string, unknown>): InputField[] {
  const raw = Array.isArray(config.fields) ? config.fields.filter(isRecord) : [];
  const fields = raw.flatMap((item): InputField[] => {
    const name = typeof item.name === "string" ? item.name : "";
    if (name === "") return [];
    const type = isInputType(item.type) ? item.type : "text";
    const title = typeof item.title === "string" && item.title !== "" ? item.title : labelFrom(name);
    return [{ name, title, type, required: item.required !== false, default: item.default ?? null }];
  });
  return fields.length > 0 ? fields : [{ name: "text", title: "Text", type: "text", required: true, default: null }];
}

/** What a control shows for a value of this type. */
export function typedOf(field: InputField, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (field.type === "list" && Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  if (typeof value === "string" && field.type !== "json") return value;
  return JSON.stringify(value, null, field.type === "json" ? 2 : undefined) ?? "";
}

/** Read what was typed: a list is one item a line, or JSON when it begins with "[". */
export function readTyped(field: InputField, typed: string): Parsed {
  switch (field.type) {
    case "number": return parseNumber(typed);
    case "json": return parseJson(typed);
    case "list": return readList(typed);
    case "text": case "boolean": return { ok: true, value: typed, mistake: "" };
    default: return unreachable(field.type);
  }
}

function readList(typed: string): Parsed {
  if (!typed.trimStart().startsWith("[")) {
    return { ok: true, value: typed.trim() === "" ? null : typed.split("\n").filter((line) => line.trim() !== ""), mistake: "" };
  }
  const parsed = parseJson(typed);
  return parsed.ok && !Array.isArray(parsed.value) ? { ok: false, value: undefined, mistake: "A list is needed." } : parsed;
}

/** The required fields that have neither a value nor a default. */
export function missing(fields: readonly InputField[], input: Record<string, unknown> | null): InputField[] {
  return fields.filter((field) => field.required && field.type !== "boolean" && isBlank(input?.[field.name] ?? field.default));
}

function isBlank(value: unknown): boolean {
  return isEmpty(typeof value === "string" ? value.trim() : value);
}

/** Return the values of the form's own fields. The stored input may have values of fields that were renamed since. */
export function runnable(fields: readonly InputField[], input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = fields.flatMap((field): [string, unknown][] => {
    const value = input[field.name] ?? field.default;
    return value === null || value === undefined || value === "" ? [] : [[field.name, value]];
  });
  return Object.fromEntries(given);
}

type FileRead = { ok: true; text: string } | { ok: false; refusal: string };

/** Read a dropped file as UTF-8 text; refuses what is larger than 20 MB or is not text, and says so. */
export async function readTextFile(file: Pick<File, "name" | "size" | "arrayBuffer">): Promise<FileRead> {
  if (file.size > LARGEST_FILE) {
    return { ok: false, refusal: `${file.name} has ${bytes(file.size)}; a text may have up to 20 MB. Split it, or leave out what is not needed.` };
  }
  const content = new Uint8Array(await file.arrayBuffer());
  if (content.subarray(0, 4096).includes(0)) return notText(file.name);
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(content) };
  } catch {
    return notText(file.name);
  }
}

function notText(name: string): FileRead {
  return { ok: false, refusal: `${name} is not a text file (UTF-8). Save it as plain text and drop it again.` };
}
