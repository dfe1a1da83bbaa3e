import { focusCanvas } from "../flow/canvasUi";
import { isLive, RUN_STATUSES, runLook } from "../runs/status";
import { RUNS, TRIGGERS } from "../server/labels";
import type { RunView } from "../server/protocol";
import { actions, store, useEditor } from "../state";
import { ago, counter, duration } from "../ui/format";
import { Icon } from "../ui/icons";
import { StatusGlyph } from "../ui/StatusGlyph";
import { useNow } from "../ui/useNow";

// Either button disappears when it is pressed, so the focus moves to the canvas.
const stop = (): void => {
  if (store.get().run?.status !== "cancelling") actions.cancel();
  focusCanvas();
};
const resume = (): void => {
  actions.resume();
  focusCanvas();
};

/** The top bar of a run's own page. */
export function RunBar() {
  const run = useEditor((state) => state.run);
  if (run === null) return <header className="bar" />;
  const live = isLive(run.status);
  const editor = `/workflows/${encodeURIComponent(run.workflow)}`;
  const { resume: resumeTitle } = RUN_STATUSES[run.status];
  return (
    <header className="bar" data-testid="runbar">
      <nav className="crumbs" aria-label="Where you are">
        <a href="/runs">Runs</a><i>/</i><a className="cut" href={editor}>{run.workflow_name}</a><i>/</i><h1>Run {run.id}</h1>
      </nav>
      <span className={`chip status-chip is-${runLook(run.status)}`} data-testid="run-status" data-status={run.status}>
        <StatusGlyph look={runLook(run.status)} />{RUNS[run.status].title}
      </span>
      <span className="chip square">{run.version === null ? "Draft" : `v${run.version}`}</span>
      <Took run={run} />
      <span className="grow" />
      {live && (
        <button className="btn" aria-disabled={run.status === "cancelling"} data-testid="stop" onClick={stop}>
          <Icon name="square" size={14} />Stop<kbd>Ctrl .</kbd>
        </button>
      )}
      {resumeTitle !== null && (
        <button className="btn" data-testid="resume" onClick={resume} title="Goes on with this run; what succeeded is kept">
          <Icon name="rotate-ccw" />{resumeTitle}
        </button>
      )}
      <a className="btn primary" href={editor} data-testid="open-editor"><Icon name="pencil" />Open in editor</a>
    </header>
  );
}

function Took({ run }: { run: RunView }) {
  const live = isLive(run.status);
  const now = useNow(live ? 100 : 10_000);
  const ms = live && run.started_at !== null ? (now - run.started_at) * 1000 : run.duration_ms;
  const parts = [
    ms === null ? null : (live ? counter(ms) : duration(ms)) + (run.median_ms === null ? "" : `, median ${duration(run.median_ms)}`),
    ago(run.finished_at ?? run.created_at, now), TRIGGERS[run.trigger],
  ];
  return <span className="small muted cut" title={new Date(run.created_at * 1000).toLocaleString()}>{parts.filter(Boolean).join(" · ")}</span>;
}
