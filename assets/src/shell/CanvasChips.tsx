import { useState } from "react";
import { worstFirst } from "../document/problems";
import { plural } from "../document/text";
import { focusCanvas } from "../flow/canvasUi";
import { viewNow } from "../flow/useView";
import { isLive, runLook, STEP_STATUSES } from "../runs/status";
import { RUNS } from "../server/labels";
import type { Problem, RunView } from "../server/protocol";
import { actions, useEditor } from "../state";
import { ago, counter, duration } from "../ui/format";
import { Icon } from "../ui/icons";
import { StatusGlyph } from "../ui/StatusGlyph";
import { useNow } from "../ui/useNow";

/** The chips over the canvas's upper edge: the run shown, problems, and the button that opens the describe box. */
export function CanvasChips() {
  const mode = useEditor((state) => state.mode);
  const filled = useEditor((state) => state.nodes.size > 0);
  const describing = useEditor((state) => state.describing || state.draft !== null);
  if (describing) return null; // the describe box takes their place
  return (
    <div className="chips">
      {mode === "run" ? <div className="float chip-run"><Icon name="lock" size={14} /><b>Read only</b><span className="muted">the run as it was</span></div>
        : <RunChip />}
      {mode === "edit" && filled && <Problems />}
      <span className="grow" />
      {mode === "edit" && filled && <DescribeButton />}
    </div>
  );
}

function RunChip() {
  const run = useEditor((state) => state.run);
  const edits = useEditor((state) => state.changed);
  if (run === null) return null;
  const live = isLive(run.status);
  const changed = [...edits.values()].filter((how) => how === "changed").length;
  const stale = edits.size - changed;
  const since = [changed > 0 ? `${plural(changed, "step")} changed since` : "", stale > 0 ? `${plural(stale, "step")} stale` : ""].filter(Boolean);
  return (
    <div className="float chip-run" data-testid="run-chip" data-status={run.status}>
      <span className={`line is-${runLook(run.status)}`}><StatusGlyph look={runLook(run.status)} /></span>
      <a className="strong" href={`/runs/${run.id}`} data-testid="run-link">Run {run.id}{live ? "" : ` ${RUNS[run.status].verb}`}</a>
      <RunTimes run={run} live={live} />
      {!live && since.length > 0 && <><i className="rule" /><span className="is-changed line"><StatusGlyph look="changed" /><span className="status">{since.join(", ")}</span></span></>}
    </div>
  );
}

function RunTimes({ run, live }: { run: RunView; live: boolean }) {
  const now = useNow(live ? 100 : 5000);
  const done = run.steps.filter((step) => STEP_STATUSES[step.status].phase === "ended").length;
  const since = run.started_at ?? run.created_at;
  const text = live ? `${done} of ${run.steps.length} done · ${run.started_at === null ? RUNS[run.status].verb : counter((now - since) * 1000)}`
    : [run.duration_ms === null ? "" : duration(run.duration_ms), ago(run.finished_at ?? run.created_at, now)].filter(Boolean).join(" · ");
  return <span className="muted">{text}</span>;
}

const none: readonly Problem[] = [];

function Problems() {
  const problems = useEditor((state) => state.document?.problems ?? none);
  const [open, setOpen] = useState(false);
  if (problems.length === 0) return null;
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const text = errors > 0 ? plural(errors, "error") + (errors < problems.length ? `, ${plural(problems.length - errors, "warning")}` : "")
    : plural(problems.length, "warning");
  return (
    <div className="problems">
      <button className={`float chip-run ${errors > 0 ? "is-failed" : "is-warned"}`} aria-expanded={open} data-testid="problems" onClick={() => setOpen(!open)}>
        <span className="status"><Icon name={errors > 0 ? "circle-alert" : "triangle-alert"} /></span>
        <b className="status">{text}</b><Icon name={open ? "chevron-up" : "chevron-down"} size={14} />
      </button>
      {open && <ul className="float problem-list" aria-label="Problems">{worstFirst(problems).map((problem, index) => <Item key={index} problem={problem} close={() => setOpen(false)} />)}</ul>}
    </div>
  );
}

function Item({ problem, close }: { problem: Problem; close: () => void }) {
  const label = useEditor((state) => (problem.node === null ? null : state.nodes.get(problem.node)?.label ?? null));
  const jump = (): void => {
    if (problem.node === null) return;
    actions.select(problem.node);
    actions.setPanel("open");
    viewNow()?.reveal(problem.node);
    close();
    focusCanvas();
  };
  const text = <><b>{label === null ? "Workflow" : label}</b><span>{problem.what}</span><span className="muted">{problem.fix}</span></>;
  return (
    <li className={problem.severity === "error" ? "is-failed" : "is-warned"}>
      <span className="status"><Icon name={problem.severity === "error" ? "circle-alert" : "triangle-alert"} size={14} /></span>
      {problem.node === null ? <span className="problem-text">{text}</span> : <button className="problem-text" data-testid={`problem-item-${problem.node}`} onClick={jump}>{text}</button>}
    </li>
  );
}

function DescribeButton() {
  return (
    <button className="float chip-run" data-testid="describe-open" onClick={() => actions.setDescribing(true)}>
      <Icon name="sparkles" size={14} /><b>Describe a change</b>
    </button>
  );
}
