// Nothing selected: the workflow itself, what is wrong with it, and its last runs.

import { useEffect, useState, type JSX } from "react";
import { worstFirst } from "../document/problems";
import { plural } from "../document/text";
import { runLook } from "../runs/status";
import { api } from "../server/api";
import { RUNS } from "../server/labels";
import type { NodeView, Problem, RunSummary } from "../server/protocol";
import { actions, useEditor } from "../state";
import { ago, clock, duration } from "../ui/format";
import { Icon } from "../ui/icons";
import { StatusGlyph } from "../ui/StatusGlyph";
import { ClosePanel } from "./ClosePanel";
import { RunWith } from "./RunWith";

export function Overview({ start }: { start: NodeView | undefined }): JSX.Element {
  const document = useEditor((state) => state.document);
  const problems = document?.problems ?? [];
  return (
    <>
      <header className="tp-head">
        <div className="grow">
          <h2 className="cut" title={document?.name}>{document?.name ?? "Workflow"}</h2>
          <p className="small muted">{plural(document?.nodes.length ?? 0, "step")} · {plural(document?.edges.length ?? 0, "wire")}</p>
        </div>
        <ClosePanel title="Close the panel" />
      </header>
      <div className="tp-body">
        {start !== undefined && <RunWith key={start.id} node={start} />}
        <ProblemList problems={problems} empty={(document?.nodes.length ?? 0) === 0} />
        <LastRuns />
      </div>
    </>
  );
}

function ProblemList({ problems, empty }: { problems: readonly Problem[]; empty: boolean }): JSX.Element {
  const nodes = useEditor((state) => state.nodes);
  return (
    <section className="tp-section" data-testid="problem-list" aria-label="Problems">
      <h3>Problems{problems.length > 0 && <span className="tag">{problems.length}</span>}</h3>
      {problems.length === 0 && empty && <p className="tp-help">Nothing to run yet. Add a first step, or describe the workflow.</p>}
      {problems.length === 0 && !empty && <p className="tp-fine"><span className="is-ok"><StatusGlyph look="ok" /></span>None. This workflow can run.</p>}
      <ul>
        {worstFirst(problems).map((problem, index) => (
          <li key={index}>
            <ProblemLine problem={problem} where={problem.node === null ? null : nodes.get(problem.node)?.label ?? problem.node} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ProblemLine({ problem, where }: { problem: Problem; where: string | null }): JSX.Element {
  const tone = problem.severity === "error" ? "wrong" : "warned";
  const inside = (
    <>
      <span className={`hint ${tone}`}><Icon name={problem.severity === "error" ? "circle-alert" : "triangle-alert"} size={14} /></span>
      <span className="grow">
        <span className="tp-what">{problem.what}</span>
        {problem.fix !== "" && <span className="tp-fixline">{problem.fix}</span>}
      </span>
      {where !== null && <span className="tag tp-where">{where}</span>}
    </>
  );
  const { node } = problem;
  if (node === null) return <div className="tp-problem">{inside}</div>;
  return <button type="button" className="tp-problem" data-testid={`problem-${node}`} onClick={() => actions.select(node)}>{inside}</button>;
}

function LastRuns(): JSX.Element {
  const current = useEditor((state) => state.run?.id ?? null);
  const { runs, failed } = useLastRuns();
  return (
    <section className="tp-section" data-testid="last-runs" aria-label="Last runs">
      <h3>Last runs</h3>
      {failed && <p className="tp-help">The runs could not be read. They are on the <a href="/runs">Runs page</a>.</p>}
      {!failed && runs !== null && runs.length === 0 && <p className="tp-help">None yet.</p>}
      <ul>{(runs ?? []).map((run) => <li key={run.id}><LastRun run={run} current={run.id === current} /></li>)}</ul>
    </section>
  );
}

/** The workflow's last runs, read again when the run shown or its status changes. */
function useLastRuns(): { runs: RunSummary[] | null; failed: boolean } {
  const workflow = useEditor((state) => state.workflow);
  const current = useEditor((state) => state.run?.id ?? null);
  const status = useEditor((state) => state.run?.status ?? null);
  const [runs, setRuns] = useState<RunSummary[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (workflow === "") return;
    let gone = false;
    api.runs(workflow, 5).then((found) => {
      if (gone) return;
      setRuns(found);
      setFailed(false);
    }).catch((cause: unknown) => {
      if (gone) return;
      console.warn("The last runs could not be read.", cause);
      setFailed(true);
    });
    return () => {
      gone = true;
    };
  }, [workflow, current, status]);
  return { runs, failed };
}

function LastRun({ run, current }: { run: RunSummary; current: boolean }): JSX.Element {
  const look = runLook(run.status);
  const now = Date.now() / 1000;
  return (
    <button
      type="button" className={`tp-lastrun is-${look}`} aria-current={current} data-testid={`follow-${run.id}`}
      title={clock(run.created_at, now)} onClick={() => actions.follow(run.id)}
    >
      <StatusGlyph look={look} />
      <span className="strong">Run {run.id}</span>
      <span className="status">{RUNS[run.status].title.toLowerCase()}</span>
      <span className="grow" />
      <span className="muted">{run.duration_ms === null ? "" : `${duration(run.duration_ms)} · `}{ago(run.created_at, now)}</span>
    </button>
  );
}
