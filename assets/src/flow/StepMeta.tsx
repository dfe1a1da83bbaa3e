import { unreachable } from "../document/unreachable";
import { type Look, LOOKS, wordOf } from "../runs/status";
import { stepKey } from "../runs/stepKey";
import type { NodeView, StepView } from "../server/protocol";
import { useEditor, useStep } from "../state";
import { counter, duration } from "../ui/format";
import { useNow } from "../ui/useNow";

/** A step's second line: its value or its config in short, and at right how long it took or what it is doing. */
export function StepMeta({ view, look }: { view: NodeView; look: Look }) {
  const step = useStep(stepKey(view.id, ""));
  const value = step?.preview && LOOKS[look].preview ? step.preview : view.brief;
  return (
    <div className="step-foot">
      <span className="step-value" title={value}>{value}</span>
      {step !== null && step.attempt > 1 && <span className="step-attempt">{step.attempt}/{step.attempts}</span>}
      <Right step={step} look={look} />
    </div>
  );
}

function Right({ step, look }: { step: StepView | null; look: Look }) {
  if (step === null) return null;
  const word = <span className="step-time status">{wordOf(look)}</span>;
  switch (look) {
    case "idle": return null;
    case "running": return <Counting since={step.first_started_at ?? step.started_at} />;
    case "retrying": case "waiting": return <Until step={step} look={look} />;
    case "ok": return <span className="step-time">{step.duration_ms === null ? "" : duration(step.duration_ms)}</span>;
    case "failed": return step.preview === "" ? word : null; // the reason needs the room, and the glyph says failed
    case "queued": case "changed": case "stale": case "skipped": case "cancelled": return word;
    default: return unreachable(look);
  }
}

function Counting({ since }: { since: number | null }) {
  const still = useEditor((state) => state.scrubbed !== null);
  const now = useNow(100, !still);
  return <span className="step-time status">{since === null || still ? wordOf("running") : counter((now - since) * 1000)}</span>;
}

function Until({ step, look }: { step: StepView; look: Look }) {
  const due = step.wait?.due ?? null;
  const now = useNow(100, due !== null);
  const left = due === null ? null : due - now;
  return <span className="step-time status">{left === null || left < 0 ? wordOf(look) : `in ${Math.ceil(left)} s`}</span>;
}
