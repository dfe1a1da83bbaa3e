// Copied steps as JSON text, and what pasting them does. The text is readable and may travel between workflows.
import type { Edge, Edit, Kind, NodeView, Policy } from "../server/protocol";
import { freshLabel, identifierFrom, labelFrom } from "./ids";
import { DEFAULT_POLICY } from "./policy";
import { plural } from "./text";

const FORMAT = "treadle.clip/1";
const FILE = "treadle.workflow/1";
export const LARGEST = 900_000; // characters; the socket drops messages over 1 MB

interface ClipNode {
  id: string;
  label: string;
  kind: string;
  version: number;
  x: number;
  y: number;
  config: Record<string, unknown>;
  policy: Policy;
}

interface Clip {
  nodes: ClipNode[];
  edges: Edge[];
}

export function toText(nodes: readonly NodeView[], edges: readonly Edge[]): string {
  const ids = new Set(nodes.map((node) => node.id));
  const clip: Clip = {
    nodes: nodes.map(({ id, label, kind, version, x, y, config, policy }) => ({ id, label, kind, version, x, y, config, policy })),
    edges: edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  };
  return JSON.stringify({ format: FORMAT, ...clip }, null, 1);
}

/** The copied steps, or those of an exported workflow; null when the text is something else. */
export function fromText(text: string): Clip | null {
  if (!text.includes(FORMAT) && !text.includes(FILE)) return null;
  try {
    const found: unknown = JSON.parse(text);
    const clip = isFile(found) ? ofFile(found) : found;
    return isClip(clip) ? clip : null;
  } catch {
    return null; // text that only mentions the format
  }
}

interface WorkflowFile {
  nodes: Record<string, unknown>[];
  edges?: unknown;
  layout?: { positions?: Record<string, [number, number]>; labels?: Record<string, string> };
}

function isFile(value: unknown): value is WorkflowFile {
  const file = value as Partial<Record<keyof WorkflowFile | "format", unknown>> | null;
  return file !== null && typeof file === "object" && file.format === FILE && Array.isArray(file.nodes)
    && file.nodes.every((node) => node !== null && typeof node === "object");
}

/** What an exported file leaves out is what a step has by itself; steps without a place stand in a row. */
function ofFile({ nodes, edges = [], layout = {} }: WorkflowFile): unknown {
  const { positions = {}, labels = {} } = layout;
  return {
    format: FORMAT, edges,
    nodes: nodes.map(({ id, kind, version = 1, config = {}, ...rest }, index) => {
      const name = String(id);
      const [x, y] = positions[name] ?? [index * 288, 0];
      return {
        id, kind, version, config, x, y, label: labels[name] ?? labelFrom(name),
        policy: policyOf(rest),
      };
    }),
  };
}

function policyOf(own: Record<string, unknown>): unknown {
  const { retry, on_failure, timeout_s, join } = DEFAULT_POLICY;
  return {
    retry: { ...retry, ...(own.retry as object | undefined) }, timeout_s: own.timeout_s ?? timeout_s,
    on_failure: { ...on_failure, ...(own.on_failure as object | undefined) }, join: own.join ?? join,
  };
}

function isClip(value: unknown): value is Clip {
  if (value === null || typeof value !== "object") return false;
  const { format, nodes, edges } = value as Record<string, unknown>;
  return format === FORMAT && Array.isArray(nodes) && nodes.every(isNode) && Array.isArray(edges) && edges.every(isEdge);
}

function isNode(value: unknown): boolean {
  const node = value as Partial<Record<keyof ClipNode, unknown>> | null;
  return node !== null && typeof node === "object" && typeof node.id === "string" && typeof node.label === "string"
    && typeof node.kind === "string" && typeof node.version === "number" && Number.isFinite(node.x)
    && Number.isFinite(node.y) && node.config !== null && typeof node.config === "object";
}

function isEdge(value: unknown): boolean {
  const edge = value as Partial<Record<keyof Edge, unknown>> | null;
  return edge !== null && typeof edge === "object"
    && [edge.source, edge.source_port, edge.target, edge.target_port].every((end) => typeof end === "string");
}

export interface Pasted {
  edit: Edit;
  ids: string[];
}

/** Fresh ids and labels; edges and `{{ expressions }}` among the copies follow them. `dx`, `dy` shift the places. */
export function paste(
  clip: Clip, nodes: ReadonlyMap<string, NodeView>, kinds: ReadonlyMap<string, Kind>, dx: number, dy: number,
): Pasted | { reason: string } {
  const unknown = [...new Set(clip.nodes.map((node) => node.kind).filter((kind) => !kinds.has(kind)))];
  if (unknown.length > 0) return { reason: `There is no step kind ${unknown.map((kind) => `“${kind}”`).join(", ")} here.` };
  const { ids, labels } = rename(clip, nodes);
  const edits: Edit[] = [];
  for (const node of clip.nodes) {
    const id = ids.get(node.id) ?? node.id;
    edits.push({
      do: "add_node", id, kind: node.kind, version: node.version, label: labels.get(node.id) ?? node.label,
      x: Math.round(node.x + dx), y: Math.round(node.y + dy), config: renamed(node.config, ids) as Record<string, unknown>,
    });
    const policy = ownPolicy(node.policy);
    if (policy !== null) edits.push({ do: "set_policy", node: id, changes: policy });
  }
  for (const edge of clip.edges) {
    const source = ids.get(edge.source);
    const target = ids.get(edge.target);
    if (source !== undefined && target !== undefined) edits.push({ do: "connect", edge: { ...edge, source, target } });
  }
  const count = clip.nodes.length;
  return { edit: { do: "batch", title: `Paste ${plural(count, "step")}`, edits }, ids: [...ids.values()] };
}

function rename(clip: Clip, nodes: ReadonlyMap<string, NodeView>): { ids: Map<string, string>; labels: Map<string, string> } {
  const takenIds = new Set(nodes.keys());
  const takenLabels = new Set([...nodes.values()].map((node) => node.label));
  const ids = new Map<string, string>();
  const labels = new Map<string, string>();
  for (const node of clip.nodes) {
    const label = freshLabel(node.label, takenLabels);
    const id = identifierFrom(label, takenIds);
    takenLabels.add(label);
    takenIds.add(id);
    labels.set(node.id, label);
    ids.set(node.id, id);
  }
  return { ids, labels };
}

function ownPolicy(policy: Policy | undefined): Policy | null {
  return policy === undefined || JSON.stringify(policy) === JSON.stringify(DEFAULT_POLICY) ? null : policy;
}

function renamed(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return value.replace(/\{\{.*?\}\}/gs, (expression) => renamedNames(expression, ids));
  if (Array.isArray(value)) return value.map((part) => renamed(part, ids));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, renamed(part, ids)]));
}

/** Names outside quotes that follow neither a dot (a field) nor a bar (a filter). */
function renamedNames(expression: string, ids: ReadonlyMap<string, string>): string {
  return expression.replace(/"[^"]*"|'[^']*'|([.|]\s*)?\b[a-z][a-z0-9_]*\b/g, (found: string, after: string | undefined) =>
    after === undefined ? ids.get(found) ?? found : found);
}
