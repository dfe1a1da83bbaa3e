import { useEffect, useState } from "react";
import { plural } from "../document/text";
import { focusCanvas } from "../flow/canvasUi";
import { isLive } from "../runs/status";
import { actions, useEditor } from "../state";
import { ago } from "../ui/format";
import { Icon } from "../ui/icons";
import { useNow } from "../ui/useNow";
import { NameField } from "./NameField";
import { Publish } from "./Publish";

export function TopBar() {
  const filled = useEditor((state) => state.nodes.size > 0);
  return (
    <header className="bar" data-testid="topbar">
      <nav className="crumbs" aria-label="Where you are"><a href="/">Workflows</a><i>/</i><h1><NameField /></h1></nav>
      <Saved />
      <Version />
      <span className="grow" />
      <History />
      {filled && <PanelToggle />}
      <i className="rule" />
      <RunOrStop />
      <Publish />
    </header>
  );
}

function Saved() {
  const connected = useEditor((state) => state.connected);
  const waiting = useEditor((state) => state.pending);
  const at = useEditor((state) => state.document?.saved_at ?? null);
  const slow = useDelayed(waiting > 0, 300);
  const now = useNow(5000, at !== null);
  if (at === null) return null;
  const text = !connected ? `Reconnecting…${waiting > 0 ? ` ${plural(waiting, "change")} to save` : ""}` : slow ? "Saving…" : `Saved ${ago(at, Math.max(now, at))}`;
  return (
    <span className={`saved${connected ? "" : " is-warned status"}`} data-testid="saved" role={connected ? undefined : "status"}>
      <Icon name={connected ? "cloud-check" : "cloud-off"} /><span className="cut">{text}</span>
    </span>
  );
}

/** True once `on` has lasted for `ms`, so that a word does not flash for every edit. */
function useDelayed(on: boolean, ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!on) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [on, ms]);
  return late;
}

function Version() {
  const version = useEditor((state) => state.document?.version);
  if (!version) return null;
  const { number, edited } = version;
  return (
    <span className="chip square" data-testid="version" title={number === null ? "Not published yet" : `Published as version ${number}`}>
      {number === null ? "Draft" : `v${number}`}
      {number !== null && <span className={edited ? "is-changed status" : "muted"}>{edited ? "edited" : "published"}</span>}
    </span>
  );
}

function History() {
  const undo = useEditor((state) => state.document?.can_undo ?? null);
  const redo = useEditor((state) => state.document?.can_redo ?? null);
  const pending = useEditor((state) => state.pending > 0);
  const undoTitle = undo === null ? "Nothing to undo" : `Undo ${undo}, Ctrl+Z`;
  const redoTitle = redo === null ? "Nothing to redo" : `Redo ${redo}, Ctrl+Shift+Z`;
  return (
    <>
      <button className="btn quiet iconic" title={undoTitle} aria-label={undoTitle} aria-disabled={undo === null && !pending} data-testid="undo" onClick={() => (undo !== null || pending) && actions.undo()}>
        <Icon name="undo-2" />
      </button>
      <button className="btn quiet iconic" title={redoTitle} aria-label={redoTitle} aria-disabled={redo === null} data-testid="redo" onClick={() => redo !== null && actions.redo()}>
        <Icon name="redo-2" />
      </button>
    </>
  );
}

function PanelToggle() {
  const open = useEditor((state) => state.panel === "open");
  const title = open ? "Hide the parameters" : "Show the parameters";
  return (
    <button className="btn quiet iconic" title={title} aria-label={title} aria-pressed={open} data-testid="panel-toggle" onClick={() => actions.setPanel(open ? "closed" : "open")}>
      <Icon name="panel-right" />
    </button>
  );
}

/** The button changes with the run's state, so the focus moves to the canvas. */
function leave(act: (() => void) | null): void {
  focusCanvas();
  act?.();
}

function RunOrStop() {
  const status = useEditor((state) => state.run?.status);
  const busy = useEditor((state) => state.busy.has("run"));
  const empty = useEditor((state) => state.nodes.size === 0);
  const drafted = useEditor((state) => state.draft !== null && state.draft.adds.length > 0 && state.nodes.size === 0);
  const errors = useEditor((state) => state.document?.problems.filter((problem) => problem.severity === "error").length ?? 0);
  if (isLive(status)) {
    const stopping = status === "cancelling";
    return (
      <button className="btn" aria-disabled={stopping} data-testid="stop" onClick={() => leave(stopping ? null : actions.cancel)}>
        <Icon name="square" size={14} />{stopping ? "Stopping…" : "Stop"}<kbd>Ctrl .</kbd>
      </button>
    );
  }
  const title = empty ? "There is no step to run yet" : errors > 0 ? "Errors have to be corrected first; Run shows them" : "Run, Ctrl+Enter";
  return (
    <>
      {drafted && <span className="small muted">Accept the draft to run it</span>}
      <button className="btn primary" disabled={empty} aria-disabled={busy} title={title} data-testid="run" onClick={() => leave(actions.start)}>
        <Icon name="play" size={14} />{busy ? "Starting…" : "Run"}<kbd>Ctrl ↵</kbd>
      </button>
    </>
  );
}
