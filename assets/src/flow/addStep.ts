// Puts a new step on the canvas: the edit, the selection, and a look at it.
import { addAfter, addAt, type Added, type Scene } from "../document/gestures";
import type { Kind } from "../server/protocol";
import { actions, store } from "../state";
import { viewNow } from "./useView";

export function scene(): Scene | null {
  const { nodes, edges, catalogue } = store.get();
  return catalogue === null ? null : { nodes, edges, catalogue };
}

export function place({ edit, id }: Added): void {
  actions.edit(edit);
  actions.select(id);
  requestAnimationFrame(() => viewNow()?.reveal(id));
}

/** Right of the selected step and wired to it, else in the middle of what is seen. */
export function addKind(kind: Kind): void {
  const here = scene();
  if (here === null) return;
  const { selected } = store.get();
  const after = selected === null ? undefined : here.nodes.get(selected);
  place(after ? addAfter(here, kind, after) : addAt(here, kind, viewNow()?.middle() ?? { x: 0, y: 0 }));
}
