// Automatic layout, left to right. Runs in a worker: dagre takes seconds for a thousand steps.
import { graphlib, layout } from "@dagrejs/dagre";
import { toGrid } from "./geometry";

export interface Plan {
  nodes: { id: string; width: number; height: number }[];
  edges: { source: string; target: string }[];
  origin: { x: number; y: number };
}

export type Arrangement = Record<string, [number, number]>;

export function arrange({ nodes, edges, origin }: Plan): Arrangement {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 32, ranksep: 88, edgesep: 16, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { source, target } of edges) graph.setEdge(source, target);
  layout(graph);
  const corner = (id: string, size: { width: number; height: number }): [number, number] => {
    const middle = graph.node(id);
    return [middle.x - size.width / 2, middle.y - size.height / 2];
  };
  const corners = nodes.map((node) => corner(node.id, node));
  const left = Math.min(...corners.map(([x]) => x));
  const top = Math.min(...corners.map(([, y]) => y));
  return Object.fromEntries(nodes.map((node) => {
    const [x, y] = corner(node.id, node);
    return [node.id, [toGrid(origin.x + x - left), toGrid(origin.y + y - top)]];
  }));
}
