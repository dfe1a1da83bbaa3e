// The input pane and the output pane.

import { useState, type JSX, type ReactNode } from "react";
import type { Difference } from "../document/diff";
import { unreachable } from "../document/unreachable";
import { focusCanvas } from "../flow/canvasUi";
import { hasFailed, isLive, lookOf, wordOf } from "../runs/status";
import { keyOf } from "../runs/stepKey";
import type { RunStatus, Shown, StepView } from "../server/protocol";
import { actions } from "../state";
import { duration, clock, countdown } from "../ui/format";
import { Icon } from "../ui/icons";
import { StatusGlyph } from "../ui/StatusGlyph";
import { useNow } from "../ui/useNow";
import { UserErrorView } from "../ui/UserErrorView";
import { PortValue } from "./PortValue";
import { StepFacts } from "./StepFacts";
import type { StepShown } from "./useStepData";
import { choices, scoresOf, type ViewChoice } from "./view";

interface PaneProps {
  run: number;
  runStatus: RunStatus;
  step: StepView;
  moment: string;
  shown: StepShown;
  past: boolean; // a moment of the past is shown
  changed: Difference | null;
}

const TITLES: Record<ViewChoice, string> = { auto: "Auto", table: "Table", json: "JSON", text: "Text" };
const ALL = Object.keys(TITLES) as ViewChoice[];

/** The button disappears with the failure, so the focus moves to the canvas. */
const retry = (): void => {
  actions.resume();
  focusCanvas();
};

function ViewSwitch({ values, choice, side, onChoice }: {
  values: readonly Shown[]; choice: ViewChoice; side: string; onChoice: (choice: ViewChoice) => void;
}): JSX.Element {
  const offered = ALL.filter((one) => values.some(({ value }) => choices(value).includes(one)));
  const on = offered.includes(choice) ? choice : "auto";
  return (
    <div
      className="seg tight" role="radiogroup" aria-label={`Show the ${side} as`}
      onKeyDown={(event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        const at = (offered.indexOf(on) + by + offered.length) % offered.length;
        const next = offered[at];
        if (next !== undefined) onChoice(next);
        event.currentTarget.querySelectorAll<HTMLElement>("button")[at]?.focus();
      }}
    >
      {offered.map((one) => (
        <button key={one} type="button" role="radio" aria-checked={one === on} tabIndex={one === on ? 0 : -1} data-testid={`${side}-as-${one}`} onClick={() => onChoice(one)}>
          {TITLES[one]}
        </button>
      ))}
    </div>
  );
}

export function InputPane(props: PaneProps): JSX.Element {
  const [choice, setChoice] = useState<ViewChoice>("auto");
  const { data, fresh } = props.shown;
  const values = data?.input ?? [];
  return (
    <section className="td-pane" aria-label="Input" data-testid="input-pane">
      <div className="td-head">
        <h2>Input</h2>
        <span className="grow" />
        {values.length > 0 && <ViewSwitch values={values} choice={choice} side="input" onChoice={setChoice} />}
      </div>
      <div className={`td-body${fresh ? "" : " td-dim"}`}>
        {data !== null && values.length === 0 && <p className="td-none">This step takes no input.</p>}
        {data === null && <p className="td-none">{blank(props)}</p>}
        <Values {...props} values={values} side="input" choice={choice} onChoice={setChoice} />
      </div>
    </section>
  );
}

export function OutputPane(props: PaneProps): JSX.Element {
  const [choice, setChoice] = useState<ViewChoice>("auto");
  const { step, changed, past } = props;
  const { data, fresh, fault } = props.shown;
  const live = isLive(props.runStatus);
  const look = lookOf(step, live);
  const now = useNow(1000, live || step.wait !== null);
  const values = data?.output ?? [];
  const error = fault ?? (fresh ? data?.error : null) ?? step.error;
  return (
    <section className={`td-pane is-${look}`} aria-label="Output" data-testid="output-pane">
      <div className="td-head">
        <h2>Output</h2>
        <span className="td-state"><StatusGlyph look={look} /><span className="status cut">{state(step, look)}</span></span>
        <span className="grow" />
        {hasFailed(step) && !live && !past && (
          <button type="button" className="btn tight" data-testid="retry-from-here" onClick={retry}>
            <Icon name="rotate-ccw" size={14} />Retry from here
          </button>
        )}
        {values.length > 0 && <ViewSwitch values={values} choice={choice} side="output" onChoice={setChoice} />}
      </div>
      {changed !== null && !live && !past && <Note look={changed}>From before your edit. The next run replaces it.</Note>}
      {!fresh && live && values.length > 0 && <Note look="queued">From the run before. This run replaces it.</Note>}
      <Due step={step} now={now} />
      <div className={`td-body${fresh ? "" : " td-dim"}`}>
        {error !== null && error !== undefined && (
          <div className="td-error" role="group" aria-label="Error" data-testid="step-error"><UserErrorView error={error} /></div>
        )}
        {data !== null && fresh && values.length === 0 && !error && <p className="td-none">{noOutput(step)}</p>}
        {data === null && !error && <p className="td-none">{blank(props)}</p>}
        <Values {...props} values={values} side="output" choice={choice} onChoice={setChoice} />
      </div>
      {data !== null && fresh && <StepFacts data={data} step={step} now={now} />}
    </section>
  );
}

function Values(props: PaneProps & { values: readonly Shown[]; side: "input" | "output"; choice: ViewChoice; onChoice: (choice: ViewChoice) => void }): JSX.Element {
  const { values, side, run, step, moment } = props;
  const scores = side === "output" && props.shown.data !== null ? scoresOf(props.shown.data.notes) : null;
  return (
    <>
      {values.map((one, index) => (
        <PortValue
          key={`${keyOf(step)}-${one.port}-${index}`} place={{ run, step: keyOf(step), side, at: moment }} shown={one} alone={values.length === 1}
          choice={props.choice} scores={index === 0 ? scores : null} onChoice={props.onChoice}
        />
      ))}
    </>
  );
}

function Note({ look, children }: { look: "changed" | "stale" | "queued" | "retrying" | "waiting"; children: ReactNode }): JSX.Element {
  return <p className={`td-note is-${look}`} data-testid="output-note"><StatusGlyph look={look} /><span>{children}</span></p>;
}

/** When a step goes on that is waiting for a moment. */
function Due({ step: { wait, attempt, attempts }, now }: { step: StepView; now: number }): JSX.Element | null {
  if (wait === null) return null;
  switch (wait.for) {
    case "retry": return <Note look="retrying">Attempt {attempt + 1} of {attempts} begins {countdown(wait.due, now)}.</Note>;
    case "timer": return <Note look="waiting">Goes on at {clock(wait.due, now)}, {countdown(wait.due, now)}. Waiting holds no worker.</Note>;
    default: return unreachable(wait);
  }
}

function state(step: StepView, look: ReturnType<typeof lookOf>): string {
  const time = step.status === "succeeded" && step.duration_ms !== null ? ` in ${duration(step.duration_ms)}` : "";
  return wordOf(look) + time + (step.attempt > 1 ? `, attempt ${step.attempt}` : "");
}

function noOutput(step: StepView): string {
  switch (step.status) {
    case "running": return "Running. The output appears here when the step has ended.";
    case "waiting": return "Nothing yet.";
    case "pending": case "ready": case "succeeded": case "failed": case "skipped": case "cancelled": return "This step gave no output.";
    default: return unreachable(step.status);
  }
}

/** Why a pane has no value to show. */
function blank({ step, runStatus, past }: PaneProps): string {
  switch (step.status) {
    case "skipped": return "Skipped: no value came this way.";
    case "cancelled": return "Cancelled before it ran.";
    case "pending": case "ready":
      if (past) return "Not yet, at this moment of the run.";
      return isLive(runStatus) ? "Queued: it runs when the steps before it have ended." : "It did not run.";
    case "running": case "waiting": case "succeeded": case "failed": return "Loading…";
    default: return unreachable(step.status);
  }
}
