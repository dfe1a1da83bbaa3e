// Edits that Python has not confirmed, as the tab keeps them: they outlive a reload, a lost connection and a restart.
import type { Edit } from "../server/protocol";

export interface KeptEdit {
  nonce: string; // by which Python knows an edit it has applied already
  edit: Edit;
  revision: number; // of the document it was made on
}

const keyOf = (workflow: string): string => `treadle.edits.${workflow}`;

/** Keeps exactly these. A full or forbidden storage costs the safety of a reload, not the edit. */
export function keepEdits(workflow: string, edits: readonly KeptEdit[]): void {
  try {
    if (edits.length === 0) sessionStorage.removeItem(keyOf(workflow));
    else sessionStorage.setItem(keyOf(workflow), JSON.stringify(edits));
  } catch (cause) {
    console.warn("Changes on their way could not be kept for a reload.", cause);
  }
}

export function keptEdits(workflow: string): KeptEdit[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(keyOf(workflow)) ?? "[]");
    return Array.isArray(found) ? found.filter(isKept) : [];
  } catch (cause) {
    console.warn("Changes from before the reload could not be read.", cause);
    return [];
  }
}

function isKept(value: unknown): value is KeptEdit {
  return value !== null && typeof value === "object" && "nonce" in value && typeof value.nonce === "string"
    && "revision" in value && typeof value.revision === "number" && "edit" in value && typeof value.edit === "object";
}
