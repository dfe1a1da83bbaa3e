// The right side: parameters of the selected node, or the workflow when nothing is selected.
//
// data-testid: parameter-panel, panel-close, panel-title, tab-parameters, tab-reliability, tab-about, parameter-form,
//   field-<name> (the control), slider-<name>, add-<name> (rows, map), remove-<name>-<index> (tags), insert-<name>-<value>
//   (template), credentials-<name>, field-problem, condition-{add,group,field,op,value,all,any,not}, reliability-form,
//   policy-sentence, about, run-with, run-input-<field>, file-<field>, drop-<field>, run-with-run, large-input,
//   problem-list, problem-<node>, last-runs, follow-<run>.
// Keys: Esc leaves a text field for the canvas; Ctrl+Enter sends what is typed before the run begins.

import { useState, type JSX, type KeyboardEvent } from "react";
import { numbersOf } from "../document/order";
import { isStart, startNode } from "../document/start";
import { focusCanvas } from "../flow/canvasUi";
import type { NodeView } from "../server/protocol";
import { useEditor } from "../state";
import { Icon } from "../ui/icons";
import { About } from "./About";
import { ClosePanel } from "./ClosePanel";
import { NodeForm } from "./NodeForm";
import { Overview } from "./Overview";
import { Reliability } from "./Reliability";
import { RunWith } from "./RunWith";

type Tab = "parameters" | "reliability" | "about";
const TABS: readonly { tab: Tab; title: string }[] = [
  { tab: "parameters", title: "Parameters" }, { tab: "reliability", title: "Reliability" }, { tab: "about", title: "About" },
];

export function ParameterPanel(): JSX.Element {
  const node = useEditor((state) => (state.selected === null ? undefined : state.nodes.get(state.selected)));
  const start = useEditor((state) => startNode(state.nodes, state.kinds));
  const readOnly = useEditor((state) => state.mode === "run");
  const [tab, setTab] = useState<Tab>("parameters");
  return (
    <aside className="tp-panel" data-testid="parameter-panel" aria-label={node ? `Parameters of ${node.label}` : "The workflow"} onKeyDown={leave}>
      {node === undefined
        ? <Overview start={readOnly ? undefined : start} />
        : <NodePanel node={node} tab={tab} onTab={setTab} readOnly={readOnly} />}
    </aside>
  );
}

/** Esc goes back to the canvas, from a text field too. */
function leave(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const at = event.target;
  event.stopPropagation();
  if (at instanceof HTMLElement) at.blur();
  focusCanvas();
}

function NodePanel({ node, tab, onTab, readOnly }: { node: NodeView; tab: Tab; onTab: (tab: Tab) => void; readOnly: boolean }): JSX.Element {
  const kind = useEditor((state) => state.kinds.get(node.kind));
  const place = useEditor((state) => numbersOf(state.nodes, state.edges).get(node.id) ?? 1);
  const count = useEditor((state) => state.nodes.size);
  return (
    <>
      <header className="tp-head">
        <span className={`tile large hue-${kind?.category ?? "start"}`}><Icon name={kind?.icon ?? "circle"} size={18} /></span>
        <div className="grow">
          <h2 className="cut" title={node.label} data-testid="panel-title">{node.label}</h2>
          <p className="small muted cut">{kind?.title ?? node.kind} · step {place} of {count}</p>
        </div>
        <ClosePanel title="Close the parameters" />
      </header>
      <Tabs tab={tab} onTab={onTab} />
      <div className="tp-body" role="tabpanel" id="tp-tabpanel" aria-labelledby={`tab-${tab}`} key={`${node.id}-${tab}`}>
        {tab === "parameters" && isStart(kind) && !readOnly && <RunWith node={node} />}
        {tab === "parameters" && <NodeForm node={node} kind={kind} />}
        {tab === "reliability" && <Reliability node={node} />}
        {tab === "about" && <About node={node} kind={kind} />}
      </div>
    </>
  );
}

function Tabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }): JSX.Element {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = (TABS.findIndex((one) => one.tab === tab) + by + TABS.length) % TABS.length;
    const next = TABS[at];
    if (next) onTab(next.tab);
    event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")[at]?.focus();
  };
  return (
    <div className="tabs tp-tabs" role="tablist" aria-label="Of this step" onKeyDown={onKeyDown}>
      {TABS.map((one) => (
        <button
          key={one.tab} type="button" role="tab" id={`tab-${one.tab}`} aria-selected={tab === one.tab} aria-controls="tp-tabpanel" tabIndex={tab === one.tab ? 0 : -1}
          data-testid={`tab-${one.tab}`} onClick={() => onTab(one.tab)}
        >
          {one.title}
        </button>
      ))}
    </div>
  );
}
