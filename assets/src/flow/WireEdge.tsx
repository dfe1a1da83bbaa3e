import { EdgeLabelRenderer, getBezierPath, getSmoothStepPath, Position, type EdgeProps } from "@xyflow/react";
import { memo, useContext } from "react";
import { edgeId } from "../document/edges";
import { unreachable } from "../document/unreachable";
import { stepKey } from "../runs/stepKey";
import type { StepView } from "../server/protocol";
import { useEditor, useStep } from "../state";
import { DetailContext, ZoomContext } from "./canvasUi";
import type { Wire } from "./model";

const INSET = 6; // a wire ends inside the port's square, at the drawn shape
const LETTER = 0.54; // width of a label's letter, in its font size
const MARGIN = 28; // of a label: its padding, the ports, and the wire that has to be seen beside it
const OVER = 12; // how far the name of a branch may reach over the ports: it is shown also where little of the wire is left to see

type Flow = "idle" | "done" | "live" | "skipped";

export const WireEdge = memo(function WireEdge({ id, source, target, data, selected, ...ends }: EdgeProps<Wire>) {
  const detail = useContext(DetailContext);
  const zoom = useContext(ZoomContext);
  const from = useStep(stepKey(source, ""));
  const into = useStep(stepKey(target, ""));
  const going = useEditor((state) => state.draft?.disconnects.some((edge) => edgeId(edge) === id) ?? false);
  const flow = flowOf(from, into, data?.edge.source_port ?? "");
  const [path, x, y, gap] = route({ ...ends, data });
  const value = from?.edges[data?.edge.source_port ?? ""] ?? "";
  const branch = data?.branch ?? "";
  const fits = (text: string): boolean => text !== "" && gap > text.length * LETTER * Math.max(11, 10.5 / zoom) + MARGIN;
  const whole = [branch, value].filter(Boolean).join(" · ");
  const label = detail !== "full" ? "" : fits(whole) ? whole : branch;
  return (
    <>
      <path d={path} className="wire-target" fill="none" strokeOpacity={0} strokeWidth={24} />
      <path
        d={path} className={`wire wire-${flow}${selected ? " picked" : ""}${going ? " going" : ""}`} data-testid={`wire-${id}`}
        data-flow={flow}
      />
      {label !== "" && <Label text={label} title={whole} look={flow} at={[x, y]} room={gap} />}
    </>
  );
});

export const GhostWire = memo(function GhostWire(props: EdgeProps<Wire>) {
  const detail = useContext(DetailContext);
  const [path, x, y, gap] = route(props);
  const branch = detail === "full" ? props.data?.branch ?? "" : "";
  return (
    <>
      <path d={path} className="wire wire-ghost" />
      {branch !== "" && <Label text={branch} title={branch} look="ghost" at={[x, y]} room={gap} />}
    </>
  );
});

function Label({ text, title, look, at: [x, y], room }: { text: string; title: string; look: Flow | "ghost"; at: [number, number]; room: number }) {
  return (
    <EdgeLabelRenderer>
      <span
        className={`wire-label wire-${look}`} title={title}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`, maxWidth: Math.max(room + OVER, MARGIN) }}
      >
        {text}
      </span>
    </EdgeLabelRenderer>
  );
}

type Ends = Pick<EdgeProps, "sourceX" | "sourceY" | "targetX" | "targetY"> & { data?: Wire["data"] };

/** Return a wire's path, its middle, and the free width around the middle. A wire that runs back takes its channel. */
export function route({ sourceX, sourceY, targetX, targetY, data }: Ends): [string, number, number, number] {
  const ends = {
    sourceX: sourceX - INSET, sourceY, targetX: targetX + INSET, targetY, sourcePosition: Position.Right,
    targetPosition: Position.Left,
  };
  const gap = targetX - sourceX;
  if (gap > 8) {
    const [path, x, y] = getBezierPath({ ...ends, curvature: 0.3 });
    return [path, x, y, gap];
  }
  const [path, x, y] = getSmoothStepPath({ ...ends, borderRadius: 12, offset: 20, ...(data?.channel === undefined ? {} : { centerY: data.channel }) });
  return [path, x, y, Math.abs(gap)];
}

function flowOf(from: StepView | null, into: StepView | null, port: string): Flow {
  if (from === null) return "idle";
  switch (from.status) {
    case "skipped": return "skipped";
    case "succeeded":
      if (from.edges[port] === undefined && Object.keys(from.edges).length > 0) return "skipped";
      return into?.status === "running" ? "live" : "done";
    case "pending": case "ready": case "running": case "waiting": case "failed": case "cancelled": return "idle";
    default: return unreachable(from.status);
  }
}
