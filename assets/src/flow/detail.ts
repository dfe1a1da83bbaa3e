// How much of a step is drawn at a zoom.
import { HEIGHT } from "../document/geometry";

// Level of detail by a step's height on screen: 36 px and more the full step, 16 to 36 icon and name, less a block.
export type Detail = "full" | "name" | "block";

export function detailAt(zoom: number): Detail {
  const height = HEIGHT * zoom;
  return height >= 36 ? "full" : height >= 16 ? "name" : "block";
}

const ZOOMS = [0.25, 0.28, 0.32, 0.36, 0.4, 0.45, 0.5, 0.56, 0.625, 0.675, 0.725, 0.775, 0.85, 0.925, 1];

/** Return the zoom that texts are sized for. It has few values, so that zooming seldom lays text out again. */
export function textZoom(zoom: number): number {
  return [...ZOOMS].reverse().find((step) => step <= zoom) ?? 0.25;
}
