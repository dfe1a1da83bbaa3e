import { bounds, boxOf } from "../document/geometry";
import type { Edge, Edit, NodeView } from "../server/protocol";
import type { Arrangement, Plan } from "./arrange";
import LayoutWorker from "./layout.worker?worker&inline";
import type { Room } from "./rows";

/** Return the edit that lays the steps out for a canvas with `room`; the upper left corner stays. Null when nothing moves. */
export async function autoLayout(nodes: readonly NodeView[], edges: readonly Edge[], room: Room): Promise<Edit | null> {
  const ids = new Set(nodes.map((node) => node.id));
  const places = await arrangeInWorker({
    nodes: nodes.map((node) => ({ id: node.id, width: boxOf(node).width, height: boxOf(node).height })),
    edges: edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
    origin: bounds(nodes.map(boxOf)),
    room,
  });
  const moved = nodes.filter((node) => places[node.id]?.[0] !== node.x || places[node.id]?.[1] !== node.y);
  if (moved.length === 0) return null;
  return { do: "move", positions: Object.fromEntries(moved.map((node) => [node.id, places[node.id] ?? [node.x, node.y]])) };
}

function arrangeInWorker(plan: Plan): Promise<Arrangement> {
  const worker = new LayoutWorker();
  return new Promise<Arrangement>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Arrangement>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || "the layout worker stopped"));
    worker.postMessage(plan);
  }).finally(() => worker.terminate());
}
