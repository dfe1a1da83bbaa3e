// The unconfirmed edits in the tab's storage, where they outlive a reload, a lost connection and a restart.
import type { Edit } from "../server/protocol";
import { isRecord } from "./json";

export interface StoredEdit {
  nonce: string; // by which Python recognizes an edit it has applied already
  edit: Edit;
  revision: number; // of the document it was made on
}

export interface EditStorage {
  read(): StoredEdit[];
  /** Store exactly these edits. */
  write(edits: readonly StoredEdit[]): void;
}

/** Give the tab's storage for the workflow that is open. Where storage is full or forbidden, only a reload loses edits. */
export function tabStorage(workflow: () => string): EditStorage {
  const key = (): string => `treadle.edits.${workflow()}`;
  return {
    read() {
      try {
        const found: unknown = JSON.parse(sessionStorage.getItem(key()) ?? "[]");
        return Array.isArray(found) ? found.filter(isStored) : [];
      } catch (cause) {
        console.warn("Changes from before the reload could not be read.", cause);
        return [];
      }
    },
    write(edits) {
      try {
        if (edits.length === 0) sessionStorage.removeItem(key());
        else sessionStorage.setItem(key(), JSON.stringify(edits));
      } catch (cause) {
        console.warn("Changes on their way could not be kept for a reload.", cause);
      }
    },
  };
}

function isStored(value: unknown): value is StoredEdit {
  return isRecord(value) && typeof value.nonce === "string" && typeof value.revision === "number" && isRecord(value.edit);
}
