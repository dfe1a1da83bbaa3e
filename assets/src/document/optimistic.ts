// The document after an edit, as the browser shows it until Python's patch arrives. What an edit changes is the same as
// in editor/edits/: both are tested against cases/edits.json. What an edit refuses, and the ports that follow from a
// config, only Python knows. Nodes an edit leaves alone keep their identity.
import type { DocumentView, Edge, Edit, Kind, NodeView, Policy } from "../server/protocol";
import { sameEdge } from "./edges";
import { DEFAULT_POLICY } from "./policy";
import { unreachable } from "./unreachable";

export function applyEdit(document: DocumentView, edit: Edit, kinds: ReadonlyMap<string, Kind>): DocumentView {
  switch (edit.do) {
    case "add_node":
      // Where the document was fetched again meanwhile, the step may be in it already.
      if (document.nodes.some((node) => node.id === edit.id)) return document;
      return { ...document, nodes: [...document.nodes, nodeFrom(edit, kinds.get(edit.kind))] };
    case "remove_nodes":
      return remove(document, new Set(edit.nodes));
    case "connect":
      return connect(document, edit.edge);
    case "disconnect":
      return { ...document, edges: document.edges.filter((edge) => !edit.edges.some((gone) => sameEdge(edge, gone))) };
    case "move":
      return change(document, (node) => {
        const to = edit.positions[node.id];
        return to ? { ...node, x: Math.round(to[0]), y: Math.round(to[1]) } : node;
      });
    case "set_config":
      return changeOne(document, edit.node, (node) => ({ ...node, config: merged(node.config, edit.changes, edit.unset) }));
    case "set_policy":
      return changeOne(document, edit.node, (node) => ({ ...node, policy: changedPolicy(node.policy, edit.changes) }));
    case "rename_node":
      return changeOne(document, edit.node, (node) => ({ ...node, label: plainName(edit.label) }));
    case "rename_workflow":
      return { ...document, name: plainName(edit.name) };
    case "batch":
      return edit.edits.reduce((after, part) => applyEdit(after, part, kinds), document);
    default: return unreachable(edit);
  }
}

function nodeFrom(edit: Extract<Edit, { do: "add_node" }>, kind: Kind | undefined): NodeView {
  return {
    id: edit.id,
    label: plainName(edit.label) || (kind?.title ?? ""),
    kind: edit.kind,
    version: edit.version,
    x: Math.round(edit.x),
    y: Math.round(edit.y),
    config: edit.config,
    policy: DEFAULT_POLICY,
    inputs: kind?.inputs ?? [],
    outputs: kind?.outputs ?? [],
    brief: "",
  };
}

function change(document: DocumentView, to: (node: NodeView) => NodeView): DocumentView {
  return { ...document, nodes: document.nodes.map(to) };
}

function changeOne(document: DocumentView, id: string, to: (node: NodeView) => NodeView): DocumentView {
  return change(document, (node) => (node.id === id ? to(node) : node));
}

function remove(document: DocumentView, gone: ReadonlySet<string>): DocumentView {
  return {
    ...document,
    nodes: document.nodes.filter((node) => !gone.has(node.id)),
    edges: document.edges.filter((edge) => !gone.has(edge.source) && !gone.has(edge.target)),
    problems: document.problems.filter((problem) => problem.node === null || !gone.has(problem.node)),
  };
}

function connect(document: DocumentView, edge: Edge): DocumentView {
  const port = document.nodes.find((node) => node.id === edge.target)?.inputs.find((each) => each.name === edge.target_port);
  const kept = document.edges.filter((other) =>
    port?.many ? !sameEdge(other, edge) : !(other.target === edge.target && other.target_port === edge.target_port));
  return { ...document, edges: [...kept, edge] };
}

function merged(
  config: Record<string, unknown>, changes: Record<string, unknown>, unset: readonly string[],
): Record<string, unknown> {
  const after = { ...config, ...changes };
  for (const name of unset) delete after[name];
  return after;
}

/** Return the policy after changes; of `retry` and `on_failure` only the parts given change. */
function changedPolicy(policy: Policy, changes: Partial<Policy>): Policy {
  return {
    ...policy, ...changes, retry: { ...policy.retry, ...changes.retry }, on_failure: { ...policy.on_failure, ...changes.on_failure },
  };
}

const MAX_NAME = 120; // code points

/** Return a name or label as one line. */
function plainName(text: string): string {
  return Array.from(text.trim().replace(/\s+/g, " ")).slice(0, MAX_NAME).join("").trim();
}
