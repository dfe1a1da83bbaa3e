import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef, type PointerEvent } from "react";
import { bounds, boxOf, type Box } from "../document/geometry";
import { isLive, lookOf, LOOKS, type Look } from "../runs/status";
import { stepKey } from "../runs/stepKey";
import { stepCells, store, useEditor } from "../state";

const WIDE = 144;
const HIGH = 64;
const PAD = 6;

interface Fit {
  x: number;
  y: number;
  scale: number;
}

function fitOf(box: Box): Fit {
  const scale = Math.min((WIDE - 2 * PAD) / Math.max(box.width, 1), (HIGH - 2 * PAD) / Math.max(box.height, 1), 0.14);
  return { scale, x: WIDE / 2 - (box.x + box.width / 2) * scale, y: HIGH / 2 - (box.y + box.height / 2) * scale };
}

/** The whole workflow, coloured by status; a press or drag in it moves the canvas. */
export function Minimap() {
  const nodes = useEditor((state) => state.nodes);
  const picture = useRef<HTMLCanvasElement>(null);
  const flow = useReactFlow();
  const fit = fitOf(bounds([...nodes.values()].map(boxOf)));
  usePicture(picture, fit);
  const go = (event: PointerEvent<HTMLElement>): void => {
    if (event.buttons !== 1) return;
    const rect = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - rect.left - fit.x) / fit.scale, (event.clientY - rect.top - fit.y) / fit.scale];
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  if (nodes.size === 0) return null;
  return (
    <div className="float minimap" data-testid="minimap">
      <div
        className="minimap-inside" aria-hidden
        onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); go(event); }} onPointerMove={go}
      >
        <canvas ref={picture} style={{ width: WIDE, height: HIGH }} />
        <Seen fit={fit} />
      </div>
    </div>
  );
}

function Seen({ fit }: { fit: Fit }) {
  const [x, y, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const left = Math.max(1, (-x / zoom) * fit.scale + fit.x);
  const top = Math.max(1, (-y / zoom) * fit.scale + fit.y);
  const right = Math.min(WIDE - 1, ((width - x) / zoom) * fit.scale + fit.x);
  const bottom = Math.min(HIGH - 1, ((height - y) / zoom) * fit.scale + fit.y);
  if (right <= left || bottom <= top) return null;
  return <div className="minimap-seen" style={{ left, top, width: right - left, height: bottom - top }} />;
}

/** Drawn at most once per frame, when steps, statuses or the theme change. */
function usePicture(picture: React.RefObject<HTMLCanvasElement | null>, fit: Fit): void {
  const { x, y, scale } = fit;
  useEffect(() => {
    let frame = 0;
    const ask = (): void => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        if (picture.current) draw(picture.current, { x, y, scale });
      });
    };
    ask();
    const stops = [stepCells.watchAll(ask), store.subscribe(ask)];
    const theme = new MutationObserver(ask);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", ask);
    return () => {
      cancelAnimationFrame(frame);
      theme.disconnect();
      scheme.removeEventListener("change", ask);
      for (const stop of stops) stop();
    };
  }, [picture, x, y, scale]);
}

function draw(picture: HTMLCanvasElement, { x, y, scale }: Fit): void {
  const canvas = picture.getContext("2d");
  if (!canvas) return;
  const sharp = window.devicePixelRatio || 1;
  if (picture.width !== WIDE * sharp) {
    picture.width = WIDE * sharp;
    picture.height = HIGH * sharp;
  }
  const style = getComputedStyle(picture);
  const colors = new Map<Look, string>();
  const colorOf = (look: Look): string => {
    const known = colors.get(look) ?? style.getPropertyValue(LOOKS[look].color);
    colors.set(look, known);
    return known;
  };
  const { nodes, steps, run, changed, scrubbed } = store.get();
  const live = isLive(run?.status) || scrubbed !== null;
  canvas.setTransform(sharp, 0, 0, sharp, 0, 0);
  canvas.clearRect(0, 0, WIDE, HIGH);
  for (const node of nodes.values()) {
    const look = lookOf(steps.get(stepKey(node.id, "")) ?? null, live, changed.get(node.id) ?? null);
    const box = boxOf(node);
    canvas.beginPath();
    canvas.roundRect(x + box.x * scale, y + box.y * scale, Math.max(1.5, box.width * scale), Math.max(1.5, box.height * scale), 2);
    if (LOOKS[look].filled) {
      canvas.fillStyle = colorOf(look);
      canvas.fill();
    } else {
      canvas.strokeStyle = colorOf(look);
      canvas.stroke();
    }
  }
}
