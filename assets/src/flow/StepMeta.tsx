import { counter, duration } from "../ui/format";
import type { NodeView, StepView } from "../server/protocol";
import { words, type Look } from "../ui/StatusGlyph";
import { useNow } from "../ui/useNow";
import { useEditor, useStep } from "../state";

/** A step's second line: its value or its config in short, and at right how long it took or what it is doing. */
export function StepMeta({ view, look }: { view: NodeView; look: Look }) {
  const step = useStep(view.id);
  const value = step?.preview && look !== "queued" && look !== "skipped" ? step.preview : view.brief;
  return (
    <div className="step-foot">
      <span className="step-value" title={value}>{value}</span>
      {step !== null && step.attempt > 1 && <span className="step-attempt">{step.attempt}/{step.attempts}</span>}
      <Right step={step} look={look} />
    </div>
  );
}

function Right({ step, look }: { step: StepView | null; look: Look }) {
  if (step === null || look === "idle") return null;
  if (look === "running") return <Counting since={step.first_started_at ?? step.started_at} />;
  if (look === "retrying" || look === "waiting") return <Until step={step} look={look} />;
  if (look === "ok") return <span className="step-time">{step.duration_ms === null ? "" : duration(step.duration_ms)}</span>;
  if (look === "failed" && step.preview !== "") return null; // its reason needs the room, and the glyph says failed
  return <span className="step-time status">{words[look]}</span>;
}

function Counting({ since }: { since: number | null }) {
  const still = useEditor((state) => state.scrubbed !== null);
  const now = useNow(100, !still);
  return <span className="step-time status">{since === null || still ? words.running : counter((now - since) * 1000)}</span>;
}

function Until({ step, look }: { step: StepView; look: Look }) {
  const now = useNow(100, step.due !== null);
  const left = step.due === null ? null : step.due - now;
  return <span className="step-time status">{left === null || left < 0 ? words[look] : `in ${Math.ceil(left)} s`}</span>;
}
