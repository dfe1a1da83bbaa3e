// Wires that run back, to a step further left: the height at which each crosses, where no step is in its way.
import { edgeId } from "../document/edges";
import type { Edge, NodeView } from "../server/protocol";
import { boxOf, type Box } from "../document/geometry";

const CLEAR = 16; // between a lane and a step
const REACH = 24; // how far a wire goes beyond its ends before it turns

export type Lanes = ReadonlyMap<string, number>;

/** By wire: the height of its lane. Wires that run forward have none. */
export function lanesOf(nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[]): Lanes {
  const lanes = new Map<string, number>();
  let boxes: readonly Box[] | null = null;
  for (const edge of edges) {
    const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)];
    if (!source || !target) continue;
    const [from, into] = [boxOf(source), boxOf(target)];
    if (into.x - (from.x + from.width) > 8) continue;
    boxes ??= [...nodes.values()].map(boxOf);
    lanes.set(edgeId(edge), laneBetween(from, into, boxes));
  }
  return lanes;
}

/** The middle of the free gap nearest to the middle between two steps; beside the outermost step where there is none. */
export function laneBetween(from: Box, into: Box, boxes: readonly Box[]): number {
  const left = Math.min(into.x - REACH, from.x + from.width + REACH);
  const right = Math.max(into.x - REACH, from.x + from.width + REACH);
  const [upper, lower] = from.y < into.y ? [from, into] : [into, from];
  const wanted = upper.y + upper.height < lower.y
    ? (upper.y + upper.height + lower.y) / 2 : (upper.y + upper.height / 2 + lower.y + lower.height / 2) / 2;
  const taken = boxes.filter((box) => box.x < right && box.x + box.width > left)
    .map((box): [number, number] => [box.y - CLEAR, box.y + box.height + CLEAR]).sort(([one], [two]) => one - two);
  let best = wanted;
  let least = Infinity;
  let open = -Infinity; // where the gap being looked at begins
  for (const [top, bottom] of [...taken, [Infinity, Infinity] as const]) {
    if (top > open) {
      const away = wanted < open ? open - wanted : wanted > top ? wanted - top : 0;
      if (away < least) {
        least = away;
        best = Number.isFinite(open) && Number.isFinite(top) ? (open + top) / 2 : away === 0 ? wanted : wanted < open ? open : top;
      }
    }
    open = Math.max(open, bottom);
  }
  return best;
}
