// Adds a step: the edit, the selection, and a view that has it on the canvas.
import { addAfter, addAt, type Added, type EditContext } from "../document/gestures";
import type { Kind } from "../server/protocol";
import { actions, store } from "../state";
import { viewNow } from "./useView";

export function editContext(): EditContext | null {
  const { nodes, edges, catalogue } = store.get();
  return catalogue === null ? null : { nodes, edges, catalogue };
}

export function insertStep({ edit, id }: Added): void {
  actions.edit(edit);
  actions.select(id);
  requestAnimationFrame(() => viewNow()?.reveal(id));
}

/** Add a step right of the selected one and connected to it, else in the middle of the visible canvas. */
export function addKind(kind: Kind): void {
  const here = editContext();
  if (here === null) return;
  const { selected } = store.get();
  const after = selected === null ? undefined : here.nodes.get(selected);
  insertStep(after ? addAfter(here, kind, after) : addAt(here, kind, viewNow()?.middle() ?? { x: 0, y: 0 }));
}
