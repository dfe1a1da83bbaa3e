// The steps of the run: status, name, their bars on one time axis, duration.

import type { JSX, KeyboardEvent } from "react";
import { unreachable } from "../document/unreachable";
import { focusCanvas } from "../flow/canvasUi";
import { axisOf, place, stepBars, type Axis } from "../runs/bars";
import { isLive, type Look, lookOf, STEP_STATUSES, wordOf } from "../runs/status";
import { keyOf, type StepKey } from "../runs/stepKey";
import type { RunView, StepView } from "../server/protocol";
import { actions, useEditor } from "../state";
import { counter, duration, countdown } from "../ui/format";
import { StatusGlyph } from "../ui/StatusGlyph";
import { useNow } from "../ui/useNow";
import { VirtualList } from "../ui/VirtualList";

const ROW = 28;

/** Return the time of a moment in the past: that of the last change until then. */
function lastMoment(steps: readonly StepView[], otherwise: number): number {
  const times = steps.flatMap((step) => [step.started_at, step.finished_at]).filter((time) => time !== null);
  return times.length > 0 ? Math.max(...times) : otherwise;
}

const follow = (): void => {
  actions.followLive();
  focusCanvas(); // the button goes
};

function onArrowKey(event: KeyboardEvent, steps: readonly StepView[], at: number): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const next = by === undefined ? undefined : steps[at + by];
  if (next === undefined) return;
  event.preventDefault();
  actions.select(next.node, next.path);
}

interface StepListProps {
  run: RunView; // as it was, where the past is shown
  whole: RunView; // as it is now: its end is the axis' end
  steps: readonly StepView[];
  shown: StepKey | null;
  past: boolean;
}

export function StepList({ run, whole, steps, shown, past }: StepListProps): JSX.Element {
  const changed = useEditor((state) => state.changed);
  const live = isLive(run.status);
  const ticking = useNow(100, live && !past);
  const now = past ? lastMoment(steps, ticking) : ticking;
  const following = useEditor((state) => state.following);
  const axis = axisOf(steps, run.started_at, past ? whole.finished_at : run.finished_at, now);
  const done = steps.filter((step) => STEP_STATUSES[step.status].ran).length;
  const at = steps.findIndex((step) => keyOf(step) === shown);
  return (
    <section className="td-pane" aria-label="Steps" data-testid="step-list">
      <div className="td-head">
        <h2>Steps</h2>
        <span className="small muted cut">{live ? `${done} of ${steps.length}` : `${done} of ${steps.length} ran`}</span>
        <span className="grow" />
        {live && !past && !following
          ? <button type="button" className="chip on" data-testid="follow-live" onClick={follow}>Follow live</button>
          : <span className="small muted">{total(run, now)}</span>}
      </div>
      <div className="td-steps" onKeyDown={(event) => onArrowKey(event, steps, at)}>
        <VirtualList count={steps.length} rowHeight={ROW} label="Steps of the run; up and down choose" keep={at}>
          {(row) => {
            const step = steps[row];
            return step && (
              <StepRow
                key={keyOf(step)} step={step} axis={axis} now={now} on={keyOf(step) === shown} look={lookOf(step, live, changed.get(step.node) ?? null)}
              />
            );
          }}
        </VirtualList>
      </div>
    </section>
  );
}

function StepRow({ step, axis, now, on, look }: { step: StepView; axis: Axis; now: number; on: boolean; look: Look }): JSX.Element {
  const bars = stepBars(step, now);
  return (
    <button
      type="button" className={`td-step is-${look}${on ? " td-on" : ""}`} aria-current={on} tabIndex={on ? 0 : -1} data-testid={`step-${keyOf(step)}`} data-status={step.status}
      aria-label={`${step.label}, ${wordOf(look)}${step.duration_ms === null ? "" : `, ${duration(step.duration_ms)}`}`} title={step.preview || step.label}
      onClick={() => actions.select(step.node, step.path)}
    >
      <StatusGlyph look={look} />
      <span className="td-name cut">{step.label}</span>
      <span className="td-lane" aria-hidden="true">
        {bars.map((bar, index) => {
          const { left, width } = place(bar, axis);
          return <i key={index} className={`td-bar-${bar.tone}${bar.held ? " td-held" : ""}`} style={{ left: `${left}%`, width: `${width}%` }} />;
        })}
      </span>
      <span className="td-time">{time(step, look, now)}</span>
    </button>
  );
}

function time(step: StepView, look: Look, now: number): string {
  const { status, started_at: started, wait, duration_ms: took } = step;
  const word = wordOf(look);
  const tookOrWord = took === null ? word : duration(took);
  switch (status) {
    case "running": return started === null ? tookOrWord : counter((now - started) * 1000);
    case "waiting": return wait === null ? tookOrWord : countdown(wait.due, now);
    case "failed": return word;
    case "pending": case "ready": case "succeeded": case "skipped": case "cancelled": return tookOrWord;
    default: return unreachable(status);
  }
}

function total(run: RunView, now: number): string {
  if (run.duration_ms !== null) return duration(run.duration_ms);
  return run.started_at === null ? "" : counter((now - run.started_at) * 1000);
}
