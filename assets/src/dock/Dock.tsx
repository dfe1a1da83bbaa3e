// The run's data under the canvas: steps, input, output. Collapsed to a bar while there is no run.
//
// data-testid: dock, dock-bar, dock-toggle, dock-resize, step-list, step-<node> (data-status), follow-live, input-pane,
//   output-pane, input-<port>, output-<port>, {input,output}-as-{auto,table,json,text}, view-{text,json,table,words,
//   lines,pairs,bars}, copy, cut-<port>, load-more-<port>, load-all-<port>, output-note, step-error, trace,
//   retry-from-here, step-facts, notes, attempts.
// Keys, with the focus on the canvas or in the dock: [ and ] previous and next step, E next failed step.

import { useEffect, type JSX } from "react";
import { hasFailed, isLive } from "../runs/status";
import { momentOf } from "../runs/stepData";
import { keyOf, type StepKey } from "../runs/stepKey";
import type { RunView, StepView } from "../server/protocol";
import { actions, useEditor, useShown, useSteps } from "../state";
import { Icon } from "../ui/icons";
import { InputPane, OutputPane } from "./Pane";
import { Resize, useShare } from "./Resize";
import { onStepNavigation } from "./stepKeys";
import { StepList } from "./StepList";
import { useStepData } from "./useStepData";

export function Dock(): JSX.Element {
  const run = useEditor((state) => state.scrubbed ?? state.run);
  const now = useEditor((state) => state.run);
  const open = useEditor((state) => state.dock === "open");
  const [share, setShare] = useShare();
  const steps = useSteps();
  const selected = useEditor((state) => state.selected);
  const picked = useShown();
  const past = run !== null && run !== now;
  const added = useEditor((state) => (selected === null ? null : state.nodes.get(selected)?.label ?? null));
  const absent = added !== null && steps.length > 0 && steps.every((one) => keyOf(one) !== picked); // newer than the run
  const step = absent ? null : stepShown(steps, picked);
  const at = past ? run.seq : null;
  const key = step === null ? null : keyOf(step);
  const shown = useStepData(run?.id ?? null, step, at);
  const changed = useEditor((state) => (step === null ? null : state.changed.get(step.node) ?? null));
  useStepKeys(steps, key);
  if (run === null || !open) return <ClosedDock run={run} />;
  const pane = step && { run: run.id, runStatus: run.status, step, moment: momentOf(run.id, step, at), shown, past, changed };
  return (
    <section className="td-dock" aria-label={`Run data of run ${run.id}`} data-testid="dock" style={{ height: `${share}vh` }}>
      <Resize share={share} onShare={setShare} />
      <Toggle open />
      <div className="td-panes">
        <StepList run={run} whole={now ?? run} steps={steps} shown={key} past={past} />
        {pane === null
          ? <p className="td-none td-wide">{absent ? `Run ${run.id} is from before “${added}” was added. The next run shows its data.` : isLive(run.status) ? "The run is about to begin." : "This run has no steps."}</p>
          : <><InputPane {...pane} /><OutputPane {...pane} /></>}
      </div>
    </section>
  );
}

function useStepKeys(steps: readonly StepView[], shown: StepKey | null): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => onStepNavigation(event, steps, shown);
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [steps, shown]);
}

function ClosedDock({ run }: { run: RunView | null }): JSX.Element {
  return (
    <section className="td-dock td-bar-only" aria-label="Run data" data-testid="dock">
      <div className="td-bar-line" data-testid="dock-bar">
        {run !== null && <Toggle open={false} />}
        <h2>Run data</h2>
        <span className="small muted cut">{run === null ? "No run yet. After one, every step's input and output is here." : `Run ${run.id}`}</span>
      </div>
    </section>
  );
}

/** The picked step; without one the failed step, else the last that has something to show. */
function stepShown(steps: readonly StepView[], picked: StepKey | null): StepView | null {
  const chosen = picked === null ? undefined : steps.find((step) => keyOf(step) === picked);
  return chosen ?? steps.find(hasFailed) ?? [...steps].reverse().find((step) => step.status === "succeeded") ?? steps[0] ?? null;
}

function Toggle({ open }: { open: boolean }): JSX.Element {
  const says = open ? "Fold the run data away" : "Show the run data";
  return (
    <button
      type="button" className="btn quiet tight iconic td-toggle" aria-expanded={open} aria-label={says} title={says} data-testid="dock-toggle"
      onClick={() => actions.setDock(open ? "closed" : "open")}
    >
      <Icon name={open ? "chevron-down" : "chevron-up"} size={14} />
    </button>
  );
}
