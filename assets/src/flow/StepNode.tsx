import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo, useContext } from "react";
import { heightOf, portY } from "../document/geometry";
import { numbersOf } from "../document/order";
import { typeWords } from "../document/ports";
import { problemsByNode } from "../document/problems";
import { isLive, type Look, lookOf, wordOf } from "../runs/status";
import { stepKey } from "../runs/stepKey";
import type { NodeView, Port, Problem } from "../server/protocol";
import { useEditor, useStep } from "../state";
import { duration } from "../ui/format";
import { Icon } from "../ui/icons";
import { PortShape } from "../ui/PortShape";
import { StatusGlyph } from "../ui/StatusGlyph";
import { DetailContext, setCanvasUi, useCanvasUi } from "./canvasUi";
import type { StepNode as Drawn } from "./model";
import { Rename } from "./Rename";
import { StepMeta } from "./StepMeta";

export const StepNode = memo(function StepNode({ id, data: { view }, selected }: NodeProps<Drawn>) {
  const detail = useContext(DetailContext);
  const step = useStep(stepKey(id, ""));
  const live = useEditor((state) => isLive(state.run?.status) || state.scrubbed !== null);
  const changed = useEditor((state) => state.changed.get(id) ?? null);
  const problems = useEditor((state) => problemsByNode(state.document?.problems).get(id));
  const going = useEditor((state) => state.draft?.removes.includes(id) ?? false);
  const look = lookOf(step, live, changed);
  const name = useName(view, look, step?.duration_ms ?? null);
  return (
    <div
      id={`step-${id}`} data-testid={`node-${id}`} data-status={look} role="group" aria-label={name}
      className={`step is-${look} detail-${detail}${selected ? " picked" : ""}${going ? " going" : ""}`}
      style={{ height: heightOf(view) }}
    >
      {detail === "full" && <Full view={view} look={look} problems={problems} />}
      {detail === "name" && (
        <>
          <KindTile view={view} size={24} /><b className="step-big">{view.label}</b>
          {problems?.[0] ? <span className="step-badge"><ProblemMark problems={problems} size={24} /></span>
            : look !== "idle" && <span className="step-badge" title={wordOf(look)}><StatusGlyph look={look} /></span>}
        </>
      )}
      {detail !== "block" && <Ports view={view} />}
    </div>
  );
});

function Full({ view, look, problems }: { view: NodeView; look: Look; problems: readonly Problem[] | undefined }) {
  const renaming = useCanvasUi((ui) => ui.renaming === view.id);
  const editable = useEditor((state) => state.mode === "edit");
  return (
    <>
      <div className="step-head">
        <KindTile view={view} size={14} />
        {renaming ? <Rename view={view} /> : (
          <b className="step-name" title={view.label} onDoubleClick={editable ? () => setCanvasUi({ renaming: view.id }) : undefined}>
            {view.label}
          </b>
        )}
        {problems?.[0] && <ProblemMark problems={problems} />}
        {(look !== "idle" || !problems?.[0]) && <span title={wordOf(look)} className="step-glyph"><StatusGlyph look={look} /></span>}
      </div>
      <StepMeta view={view} look={look} />
    </>
  );
}

function ProblemMark({ problems, size = 15 }: { problems: readonly Problem[]; size?: number }) {
  const worst = problems[0]?.severity ?? "warning";
  const text = problems.map((problem) => `${problem.what} ${problem.fix}`).join("\n");
  return (
    <span className={`step-problem ${worst === "error" ? "is-failed" : "is-warned"}`} title={text} data-testid="node-problem">
      <Icon name={worst === "error" ? "circle-alert" : "triangle-alert"} size={size} />
    </span>
  );
}

export function KindTile({ view, size }: { view: { kind: string }; size: number }) {
  const kind = useEditor((state) => state.kinds.get(view.kind));
  return <span className={`tile hue-${kind?.category ?? "start"}`}><Icon name={kind?.icon ?? "circle"} size={size} /></span>;
}

export function Ports({ view }: { view: NodeView }) {
  const height = heightOf(view);
  const draw = (port: Port, index: number, count: number, type: "source" | "target") => (
    <Handle
      key={`${type}-${port.name}`} id={port.name} type={type} position={type === "source" ? Position.Right : Position.Left}
      className="port" style={{ top: portY(index, count, height) }} title={`${port.title}: ${typeWords[port.type]}`}
      data-testid={`port-${view.id}-${type === "source" ? "out" : "in"}-${port.name}`}
    >
      <PortShape type={port.type} />
    </Handle>
  );
  return (
    <>
      {view.inputs.map((port, index) => draw(port, index, view.inputs.length, "target"))}
      {view.outputs.map((port, index) => draw(port, index, view.outputs.length, "source"))}
    </>
  );
}

/** "Clean text, step 2 of 4, succeeded, 35 ms". */
function useName(view: NodeView, look: Look, ms: number | null): string {
  const number = useEditor((state) => numbersOf(state.nodes, state.edges).get(view.id) ?? 0);
  const count = useEditor((state) => state.nodes.size);
  const took = look === "ok" && ms !== null ? `, ${duration(ms)}` : "";
  return `${view.label}, step ${number} of ${count}, ${wordOf(look)}${took}`;
}
