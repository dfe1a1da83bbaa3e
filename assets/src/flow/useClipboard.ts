import { useRef, type ClipboardEvent } from "react";
import { fromText, LARGEST, paste, toText } from "../document/clipboard";
import { edgeId } from "../document/edges";
import { removal } from "../document/gestures";
import type { NodeView } from "../server/protocol";
import { actions, emptySelection, store } from "../state";

const SHIFT = 32;

/** Copy, cut and paste of steps as text, while the canvas has the keyboard. */
export function useClipboard() {
  const again = useRef({ text: "", times: 0 });
  const copy = (event: ClipboardEvent): boolean => {
    if (typing(event)) return false;
    const text = selectionText();
    if (text === null) return false;
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
    again.current = { text, times: 0 };
    return true;
  };
  return {
    onCopy: (event: ClipboardEvent) => void copy(event),
    onCut: (event: ClipboardEvent) => {
      if (store.get().mode === "edit" && copy(event)) removeSelection();
    },
    onPaste: (event: ClipboardEvent) => {
      if (typing(event) || store.get().mode !== "edit") return;
      event.preventDefault();
      const text = event.clipboardData.getData("text/plain");
      again.current = text === again.current.text ? { text, times: again.current.times + 1 } : { text, times: 1 };
      pasteText(text, again.current.times * SHIFT);
    },
  };
}

function typing(event: ClipboardEvent): boolean {
  return event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
}

function picked(): NodeView[] {
  const { nodes, selection } = store.get();
  return [...nodes.values()].filter((node) => selection.nodes.has(node.id));
}

function selectionText(): string | null {
  const nodes = picked();
  return nodes.length === 0 ? null : toText(nodes, store.get().edges);
}

export function removeSelection(): void {
  const { selection, edges } = store.get();
  const edit = removal(selection.nodes, edges.filter((edge) => selection.edges.has(edgeId(edge))));
  if (edit === null) return;
  actions.setSelection(emptySelection, null);
  actions.edit(edit);
}

export function duplicate(): void {
  const text = selectionText();
  if (text !== null) pasteText(text, SHIFT);
}

function pasteText(text: string, shift: number): void {
  const clip = fromText(text);
  if (clip === null) {
    actions.toast("warn", text.trim() === "" ? "The clipboard holds no text." : "The clipboard holds no steps. Copy steps on a canvas first.");
    return;
  }
  if (text.length > LARGEST) {
    actions.toast("warn", `This is too large to paste (${Math.round(text.length / 1000)} kB). Export the workflow and import the file.`);
    return;
  }
  const { nodes, kinds } = store.get();
  const pasted = paste(clip, nodes, kinds, shift, shift);
  if ("reason" in pasted) {
    actions.toast("warn", pasted.reason);
    return;
  }
  actions.edit(pasted.edit);
  const [only] = pasted.ids;
  actions.setSelection({ nodes: new Set(pasted.ids), edges: new Set() }, pasted.ids.length === 1 ? only ?? null : null);
}
