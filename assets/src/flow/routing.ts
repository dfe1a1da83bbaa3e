// Routing of wires that run back to a step further left: each crosses at a height where no step is in its way, its channel.
import { edgeId } from "../document/edges";
import { boxOf, type Box } from "../document/geometry";
import type { Edge, NodeView } from "../server/protocol";

const CLEAR = 16; // between a channel and a step
const REACH = 24; // how far a wire goes beyond its ends before it turns

export type Channels = ReadonlyMap<string, number>;

/** Return the height of each wire's channel. Wires that run forward have none. */
export function channelsOf(nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[]): Channels {
  const channels = new Map<string, number>();
  let boxes: readonly Box[] | null = null;
  for (const edge of edges) {
    const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)];
    if (!source || !target) continue;
    const [from, into] = [boxOf(source), boxOf(target)];
    if (into.x - (from.x + from.width) > 8) continue;
    boxes ??= [...nodes.values()].map(boxOf);
    channels.set(edgeId(edge), channelBetween(from, into, boxes));
  }
  return channels;
}

/** Return the middle of the free gap nearest to the middle between two steps, or a height beyond the outermost step. */
export function channelBetween(from: Box, into: Box, boxes: readonly Box[]): number {
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
