// Where an arrow key moves the selection: along wires to left and right, to the nearest step above and below.
import { unreachable } from "../document/unreachable";
import type { Edge, NodeView } from "../server/protocol";

export type Way = "left" | "right" | "up" | "down";

export function walk(from: string, way: Way, nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[]): string | null {
  const node = nodes.get(from);
  if (!node) return null;
  const along = way === "right" ? edges.filter((edge) => edge.source === from).map((edge) => edge.target)
    : way === "left" ? edges.filter((edge) => edge.target === from).map((edge) => edge.source) : [];
  const wired = along.flatMap((id) => nodes.get(id) ?? []);
  const ahead = [...nodes.values()].filter((other) => other !== node && isAhead(node, other, way));
  const best = nearest(node, wired, way) ?? nearest(node, ahead, way);
  return best?.id ?? null;
}

function isAhead(from: NodeView, to: NodeView, way: Way): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  switch (way) {
    case "left": return dx < 0 && Math.abs(dy) <= -dx;
    case "right": return dx > 0 && Math.abs(dy) <= dx;
    case "up": return dy < 0 && Math.abs(dx) <= -dy * 3;
    case "down": return dy > 0 && Math.abs(dx) <= dy * 3;
    default: return unreachable(way);
  }
}

/** Return the nearest step. The distance across the direction counts double, so that a walk keeps to its row or column. */
function nearest(from: NodeView, others: readonly NodeView[], way: Way): NodeView | null {
  const flat = way === "left" || way === "right";
  const cost = (to: NodeView): number => {
    const [dx, dy] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
    return flat ? dx + 2 * dy : dy + 2 * dx;
  };
  return others.reduce<NodeView | null>((best, node) => (best === null || cost(node) < cost(best) ? node : best), null);
}
