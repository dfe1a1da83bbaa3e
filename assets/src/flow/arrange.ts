// Automatic layout, left to right and in rows. Runs in a worker: dagre takes seconds for a thousand steps.
import { graphlib, layout } from "@dagrejs/dagre";
import { GAP_X, GAP_Y, toGrid } from "../document/geometry";
import { BETWEEN, crossings, fold, type Column, type Room } from "./rows";

export interface Plan {
  nodes: { id: string; width: number; height: number }[];
  edges: { source: string; target: string }[];
  origin: { x: number; y: number };
  room: Room; // what of the canvas is free at 100 %
}

export type Arrangement = Record<string, [number, number]>;

interface Placed {
  id: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function arrange({ nodes, edges, origin, room }: Plan): Arrangement {
  const placed = new Map(laidOut(nodes, edges).map((node) => [node.id, node]));
  const ranks = [...new Set([...placed.values()].map((node) => node.left))].sort((one, two) => one - two);
  const rankOf = new Map(ranks.map((left, index) => [left, index]));
  const columnOf = (id: string): number => rankOf.get(placed.get(id)?.left ?? 0) ?? 0;
  const members: Placed[][] = ranks.map(() => []);
  for (const node of placed.values()) members[columnOf(node.id)]?.push(node);
  const columns = members.map(around);
  const crossing = crossings(columns.length, edges.map((edge) => [columnOf(edge.source), columnOf(edge.target)]));
  const rows = fold(columns, crossing, room);
  const widest = Math.max(...rows.map(([first, last]) => last - first));
  const indent = (columns[1]?.left ?? 0) - (columns[0]?.left ?? 0);
  const places: Arrangement = {};
  let y = origin.y;
  rows.forEach(([first, last], index) => {
    const row = around(columns.slice(first, last + 1));
    // A shorter row stands one column in, where the wire that leads to it has room.
    const x = origin.x + (index > 0 && last - first < widest ? indent : 0);
    for (const node of members.slice(first, last + 1).flat()) {
      places[node.id] = [toGrid(x + node.left - row.left), toGrid(y + node.top - row.top)];
    }
    y += row.bottom - row.top + BETWEEN;
  });
  return places;
}

function laidOut(nodes: Plan["nodes"], edges: Plan["edges"]): Placed[] {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: GAP_Y, ranksep: GAP_X, edgesep: 16, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { source, target } of edges) graph.setEdge(source, target);
  layout(graph);
  return nodes.map(({ id, width, height }) => {
    const { x, y } = graph.node(id);
    const [left, top] = [Math.round(x - width / 2), Math.round(y - height / 2)];
    return { id, left, top, right: left + width, bottom: top + height };
  });
}

function around(boxes: readonly Column[]): Column {
  return {
    left: Math.min(...boxes.map((box) => box.left)), top: Math.min(...boxes.map((box) => box.top)),
    right: Math.max(...boxes.map((box) => box.right)), bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}
