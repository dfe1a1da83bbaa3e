// The page's edit queue: its connection to the server and the tab's storage, and the notifications about its edits.
import { EditQueue, type EditQueueListener, type EditTransport, type PostOutcome } from "../document/editQueue";
import { summarize, summarizeAll, typedText } from "../document/editSummary";
import { tabStorage } from "../document/storedEdits";
import { api, ApiError } from "../server/api";
import type { DocumentView, Edit, Refusal, UserError } from "../server/protocol";
import { fits, send } from "../server/transport";
import type { Store } from "./cells";
import { compare } from "./comparison";
import { store, type EditorState } from "./editor";
import { fail, toast } from "./notifications";

type Outcomes = Pick<EditQueueListener, "refused" | "restored">;

/** Make an edit queue that shows its document in `shown`. */
export function createEditQueue(shown: Store<EditorState>, outcomes: Outcomes): EditQueue {
  const workflow = (): string => shown.get().workflow;
  return new EditQueue({
    transport: transportFor(workflow),
    storage: tabStorage(workflow),
    timers: { set: (act, ms) => setTimeout(act, ms), clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>) },
    listener: { ...outcomes, changed: (document, pending) => show(shown, document, pending) },
    kinds: () => shown.get().kinds,
    origin: Math.random().toString(36).slice(2, 10),
  });
}

function transportFor(workflow: () => string): EditTransport {
  return {
    fits,
    send: (nonce, edit) => send("edit", { nonce, edit }),
    post: (nonce, edit) => post(workflow(), nonce, edit),
  };
}

async function post(workflow: string, nonce: string, edit: Edit): Promise<PostOutcome> {
  try {
    await api.edit(workflow, nonce, edit);
    return { outcome: "taken" };
  } catch (cause) {
    const error = cause instanceof ApiError && cause.status >= 400 && cause.status < 500 ? cause.error : null;
    const document = error && await api.document(workflow).catch(() => null);
    return error !== null && document !== null ? { outcome: "refused", error, document } : { outcome: "unreachable" };
  }
}

/** Put the document into the state, and take what it no longer has out of the selection. */
function show(shown: Store<EditorState>, document: DocumentView | null, pending: number): void {
  const { selection, selected } = shown.get();
  const nodes = new Map(document?.nodes.map((node) => [node.id, node]));
  const kept = [...selection.nodes].filter((id) => nodes.has(id));
  shown.set({
    document,
    nodes,
    edges: document?.edges ?? [],
    pending,
    selected: selected !== null && nodes.has(selected) ? selected : null,
    selection: kept.length === selection.nodes.size ? selection : { ...selection, nodes: new Set(kept) },
  });
}

export function refused({ nonce, error, document }: Refusal): void {
  const restored = editQueue.takeRefusal(nonce, document);
  fail(restored === null ? error : notRestored(restored, error));
  compare();
}

function restored(edits: readonly Edit[], others: boolean): void {
  const meanwhile = others ? " The workflow was changed elsewhere meanwhile: look whether both fit." : "";
  toast("ok", `Brought back what had not been saved: ${summarizeAll(edits, store.get().nodes)}.${meanwhile}`);
}

/** The refusal of an edit from before a reload: it says what the edit was, since nobody sees it any more. */
function notRestored(edit: Edit, error: UserError): UserError {
  const typed = typedText(edit);
  return {
    ...error, what: `This could not be brought back: ${summarize(edit, store.get().nodes)}.`,
    why: [error.what, error.why, typed === "" ? "" : `Its text was “${typed}”.`].filter(Boolean).join(" "),
  };
}

export const editQueue = createEditQueue(store, { refused, restored });
