// The Reliability tab: how often a step is tried, how long, and what follows when it fails.

import { useState, type JSX } from "react";
import { same } from "../document/formValues";
import type { Field, NodeView, Policy } from "../server/protocol";
import { actions, useEditor } from "../state";
import { FieldRow, type FormContext } from "./FieldRow";
import { sentence } from "./policy";

const PLAIN = {
  help: "", placeholder: "", options: [], minimum: null, maximum: null, step: null, max_length: null, fields: [],
  credential: null, show_if: null, required: true, default: null,
} satisfies Partial<Field>;

const FIELDS = {
  attempts: { ...PLAIN, name: "attempts", title: "Attempts", widget: "number", minimum: 1, maximum: 100, step: 1, help: "In all, the first included. Only failures that may pass are tried again." },
  first_s: { ...PLAIN, name: "first_s", title: "First wait, seconds", widget: "number", minimum: 0, maximum: 86_400 },
  factor: { ...PLAIN, name: "factor", title: "Each wait is longer by", widget: "slider", minimum: 1, maximum: 10, step: 0.5 },
  timeout_s: { ...PLAIN, name: "timeout_s", title: "Longest an attempt may take, seconds", widget: "number", minimum: 0.1, maximum: 86_400, required: false, placeholder: "the kind's own limit" },
  then: {
    ...PLAIN, name: "on_failure", title: "When all attempts have failed", widget: "segmented",
    options: [{ value: "stop", title: "Stop the run" }, { value: "error_port", title: "Error port" }, { value: "default", title: "Use a value" }],
  },
  value: { ...PLAIN, name: "failure_value", title: "The value to go on with", widget: "json", required: false, help: "Given on every output port." },
  join: {
    ...PLAIN, name: "join", title: "With several inputs", widget: "segmented",
    options: [{ value: "all", title: "Wait for all" }, { value: "any", title: "First one is enough" }],
  },
} satisfies Record<string, Field>;

export function Reliability({ node }: { node: NodeView }): JSX.Element {
  const readOnly = useEditor((state) => state.mode === "run");
  const { policy } = node;
  const [draft, setDraft] = useState<Partial<Policy>>({});
  const now: Policy = { ...policy, ...draft };
  const context: FormContext = { names: [], credentials: [], disabled: readOnly };
  const commit = (changes: Partial<Policy> = draft): void => {
    const entries = Object.entries(changes).filter(([name, value]) => !same(value, policy[name as keyof Policy]));
    setDraft({});
    if (entries.length > 0 && valid({ ...policy, ...changes })) {
      actions.edit({ do: "set_policy", node: node.id, changes: Object.fromEntries(entries) });
    }
  };
  const row = (name: keyof typeof FIELDS, value: unknown, change: (value: never) => Partial<Policy>, atOnce = false): JSX.Element => (
    <FieldRow
      id={`tr-${node.id}-${name}`} field={FIELDS[name]} value={value} problems={[]} context={context} onCommit={() => commit()}
      onChange={(next) => {
        const changes = { ...draft, ...change(next as never) };
        if (atOnce) commit(changes);
        else setDraft(changes);
      }}
    />
  );
  return (
    <div className="tp-form" data-testid="reliability-form" onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && commit()}>
      <p className="tp-sentence" data-testid="policy-sentence">{sentence(now)}</p>
      {row("attempts", now.retry.attempts, (attempts: number | null) => ({ retry: { ...now.retry, attempts: attempts ?? 1 } }))}
      {now.retry.attempts > 1 && row("first_s", now.retry.first_s, (first_s: number | null) => ({ retry: { ...now.retry, first_s: first_s ?? 0 } }))}
      {now.retry.attempts > 2 && row("factor", now.retry.factor, (factor: number | null) => ({ retry: { ...now.retry, factor: factor ?? 1 } }))}
      {row("timeout_s", now.timeout_s, (timeout_s: number | null) => ({ timeout_s }))}
      {row("then", now.on_failure.then, (then: Policy["on_failure"]["then"]) => ({ on_failure: { ...now.on_failure, then } }), true)}
      {now.on_failure.then === "default" && row("value", now.on_failure.value, (value: unknown) => ({ on_failure: { ...now.on_failure, value } }))}
      {node.inputs.length > 0 && row("join", now.join, (join: Policy["join"]) => ({ join }), true)}
    </div>
  );
}

function valid(policy: Policy): boolean {
  const { attempts, first_s: first, factor } = policy.retry;
  const whole = Number.isInteger(attempts) && attempts >= 1 && attempts <= 100;
  const limit = policy.timeout_s === null || (policy.timeout_s > 0 && policy.timeout_s <= 86_400);
  return whole && first >= 0 && first <= 86_400 && factor >= 1 && factor <= 10 && limit;
}
