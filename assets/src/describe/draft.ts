// What a draft would do, in words, and which of its edits depend on which.

import { plural } from "../document/text";
import { unreachable } from "../document/unreachable";
import type { DraftView, Edit, NodeView } from "../server/protocol";

/** "5 steps, 5 wires added. 1 step removed." */
export function summary(draft: DraftView): string {
  const renamed = draft.edits.filter((edit) => edit.do === "rename_node").length;
  const parts = [
    counted("added", draft.adds.length, draft.connects.length),
    counted("removed", draft.removes.length, draft.disconnects.length),
    draft.changes.length > 0 ? `${plural(draft.changes.length, "step")} changed.` : "",
    renamed > 0 ? `${plural(renamed, "step")} renamed.` : "",
  ].filter((part) => part !== "");
  return parts.length > 0 ? parts.join(" ") : "This changes nothing.";
}

function counted(what: string, nodes: number, wires: number): string {
  const parts = [nodes > 0 ? plural(nodes, "step") : "", wires > 0 ? plural(wires, "wire") : ""].filter((part) => part !== "");
  return parts.length > 0 ? `${parts.join(", ")} ${what}.` : "";
}

/** The name of a node for people: of the document or of the draft. */
export function labels(draft: DraftView, nodes: ReadonlyMap<string, NodeView>): (id: string) => string {
  const drafted = new Map(draft.adds.map((node) => [node.id, node.label]));
  return (id) => drafted.get(id) ?? nodes.get(id)?.label ?? id;
}

/** "Add Clean text", "Connect Clean text to Summarize": an edit as a line to tick. */
export function title(edit: Edit, label: (id: string) => string): string {
  const list = (ids: readonly string[]): string => ids.map(label).join(", ");
  switch (edit.do) {
    case "add_node": return `Add ${edit.label}`;
    case "remove_nodes": return `Remove ${list(edit.nodes)}`;
    case "connect": return `Connect ${label(edit.edge.source)} to ${label(edit.edge.target)}`;
    case "disconnect": return `Disconnect ${edit.edges.map((edge) => `${label(edge.source)} from ${label(edge.target)}`).join(", ")}`;
    case "move": return `Move ${list(Object.keys(edit.positions))}`;
    case "set_config": return `Set ${[...Object.keys(edit.changes), ...edit.unset].map((name) => name.replaceAll("_", " ")).join(", ")} of ${label(edit.node)}`;
    case "set_policy": return `Change how ${label(edit.node)} is retried`;
    case "rename_node": return `Rename ${label(edit.node)} to ${edit.label}`;
    case "rename_workflow": return `Call the workflow ${edit.name}`;
    case "batch": return edit.title;
    default: return unreachable(edit);
  }
}

/** The nodes an edit is about, besides one it adds. */
export function needs(edit: Edit): string[] {
  switch (edit.do) {
    case "connect": return [edit.edge.source, edit.edge.target];
    case "disconnect": return edit.edges.flatMap((edge) => [edge.source, edge.target]);
    case "move": return Object.keys(edit.positions);
    case "set_config": case "set_policy": case "rename_node": return [edit.node];
    case "remove_nodes": return edit.nodes;
    case "batch": return edit.edits.flatMap(needs);
    case "add_node": case "rename_workflow": return [];
    default: return unreachable(edit);
  }
}

function adds(edit: Edit): string[] {
  if (edit.do === "add_node") return [edit.id];
  return edit.do === "batch" ? edit.edits.flatMap(adds) : [];
}

/** Select or deselect one edit, together with the edits that depend on it or that it depends on. */
export function toggled(edits: readonly Edit[], chosen: ReadonlySet<number>, index: number): Set<number> {
  const next = new Set(chosen);
  const edit = edits[index];
  if (edit === undefined) return next;
  const madeBy = (node: string): number => edits.findIndex((other) => adds(other).includes(node));
  if (next.has(index)) {
    next.delete(index);
    const gone = new Set(adds(edit));
    edits.forEach((other, at) => {
      if (at !== index && needs(other).some((node) => gone.has(node))) next.delete(at);
    });
  } else {
    next.add(index);
    for (const node of needs(edit)) if (madeBy(node) >= 0) next.add(madeBy(node));
  }
  return next;
}

interface Piece {
  text: string;
  phrase: DraftView["phrases"][number] | null;
}

/** Cut the sentence at its phrases; phrases that overlap an earlier one are left as plain text. */
export function pieces(draft: DraftView): Piece[] {
  const letters = Array.from(draft.sentence); // by code points, as the phrases count: an emoji is two units of a string
  const cut = (start: number, end: number): string => letters.slice(start, end).join("");
  const found: Piece[] = [];
  let at = 0;
  for (const phrase of [...draft.phrases].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (phrase.start < at || phrase.end <= phrase.start) continue;
    if (phrase.start > at) found.push({ text: cut(at, phrase.start), phrase: null });
    found.push({ text: cut(phrase.start, phrase.end), phrase });
    at = phrase.end;
  }
  if (at < letters.length) found.push({ text: cut(at, letters.length), phrase: null });
  return found;
}
