// Comparisons joined by AND, OR or NONE, in groups that nest.

import { useId, useState, type JSX } from "react";
import { same } from "../document/formValues";
import type { TemplateName } from "../document/templateNames";
import { Icon } from "../ui/icons";
import {
  comparison, emptyOperand, fromJson, isOp, operand, OPERATORS, readOperand, toJson, unfinished, type Comparison, type Condition, type Group,
} from "./conditions";
import { RowButton } from "./ListWidgets";
import type { WidgetProps } from "./widget";

export function ConditionBuilder(props: WidgetProps & { names: readonly TemplateName[] }): JSX.Element {
  // A comparison without a field is no condition yet: it lives here and is sent once it can be read.
  const [tree, setTree] = useState<Group>(() => fromJson(props.value));
  const [sent, setSent] = useState(props.value);
  if (!same(sent, props.value)) {
    setSent(props.value);
    if (!same(toJson(tree), props.value)) setTree(fromJson(props.value));
  }
  const change = (next: Condition | null): void => {
    const group: Group = next?.is === "group" ? next : { is: "group", join: "all", items: [] };
    setTree(group);
    const gap = unfinished(group);
    props.onMistake(gap);
    if (gap !== "") return;
    const json = toJson(group);
    setSent(json);
    props.onChange(json);
  };
  const list = useId();
  return (
    <div className="tp-cond" id={props.id} role="group" aria-label={props.field.title} data-testid={`field-${props.field.name}`} onBlur={props.onCommit}>
      <datalist id={list}>{props.names.map((one) => <option key={one.name} value={one.name}>{one.from}</option>)}</datalist>
      <GroupEditor group={tree} outer list={list} disabled={props.disabled} onChange={change} />
    </div>
  );
}

const JOINS = [
  { join: "all", title: "AND", hint: "All of these hold" },
  { join: "any", title: "OR", hint: "At least one of these holds" },
  { join: "not", title: "NONE", hint: "None of these holds" },
] as const;

interface GroupProps {
  group: Group;
  outer: boolean;
  list: string;
  disabled: boolean;
  onChange: (next: Condition | null) => void; // null removes it
}

function GroupEditor({ group, outer, list, disabled, onChange }: GroupProps): JSX.Element {
  const set = (index: number, next: Condition | null): void => {
    const items = next === null ? group.items.filter((_, at) => at !== index) : group.items.map((item, at) => (at === index ? next : item));
    onChange(items.length === 0 && !outer ? null : { ...group, items });
  };
  const add = (item: Condition): void => onChange({ ...group, items: [...group.items, item] });
  return (
    <div className={outer ? "tp-condgroup" : "tp-condgroup tp-inner"} role="group" aria-label={JOINS.find(({ join }) => join === group.join)?.hint}>
      {(group.items.length > 1 || !outer || group.join === "not") && (
        <div className="tp-condhead">
          <div className="seg tight" role="radiogroup" aria-label="How the conditions join">
            {JOINS.map(({ join, title, hint }) => (
              <button
                key={join} type="button" role="radio" aria-checked={group.join === join} title={hint} disabled={disabled}
                data-testid={`condition-${join}`} onClick={() => onChange({ ...group, join })}
              >
                {title}
              </button>
            ))}
          </div>
          {!outer && <RowButton icon="trash-2" label="Remove this group" disabled={disabled} onClick={() => onChange(null)} />}
        </div>
      )}
      {group.items.map((item, index) => item.is === "group"
        ? <GroupEditor key={index} group={item} outer={false} list={list} disabled={disabled} onChange={(next) => set(index, next)} />
        : <ComparisonEditor key={index} one={item} list={list} disabled={disabled} onChange={(next) => set(index, next)} />)}
      <div className="line">
        <button type="button" className="btn tight" data-testid="condition-add" disabled={disabled} onClick={() => add(comparison())}>
          <Icon name="plus" size={14} />Condition
        </button>
        {outer && (
          <button type="button" className="btn tight quiet" data-testid="condition-group" disabled={disabled} onClick={() => add({ is: "group", join: group.join === "all" ? "any" : "all", items: [comparison()] })}>
            <Icon name="plus" size={14} />Group
          </button>
        )}
      </div>
    </div>
  );
}

function ComparisonEditor({ one, list, disabled, onChange }: {
  one: Comparison; list: string; disabled: boolean; onChange: (next: Comparison | null) => void;
}): JSX.Element {
  const takes = OPERATORS[one.op].takes;
  return (
    <div className="tp-comparison" role="group" aria-label={`Condition on ${one.field || "the value"}`}>
      <input
        className="input tp-mono" list={list} value={one.field} placeholder="the value itself, or user.plan" aria-label="Field" disabled={disabled} spellCheck={false}
        data-testid="condition-field" onChange={(event) => onChange({ ...one, field: event.target.value })}
      />
      <RowButton icon="trash-2" label="Remove this condition" disabled={disabled} onClick={() => onChange(null)} />
      <select
        className="input" value={one.op} aria-label="Comparison" disabled={disabled} data-testid="condition-op"
        onChange={(event) => {
          const op = isOp(event.target.value) ? event.target.value : "equals";
          onChange({ ...one, op, value: OPERATORS[op].takes === takes ? one.value : emptyOperand(OPERATORS[op].takes) });
        }}
      >
        {Object.entries(OPERATORS).map(([op, { title }]) => <option key={op} value={op}>{title}</option>)}
      </select>
      {takes === "none" ? <span /> : (
        <button
          type="button" className={`btn quiet tight iconic${one.cased ? " tp-on" : ""}`} aria-pressed={one.cased} disabled={disabled}
          aria-label="Upper and lower case matter" title="Upper and lower case matter" onClick={() => onChange({ ...one, cased: !one.cased })}
        >
          Aa
        </button>
      )}
      <Operand one={one} disabled={disabled} onChange={(value) => onChange({ ...one, value })} />
    </div>
  );
}

function Operand({ one, disabled, onChange }: { one: Comparison; disabled: boolean; onChange: (value: unknown) => void }): JSX.Element | null {
  const takes = OPERATORS[one.op].takes;
  if (takes === "none") return null;
  if (takes === "two") {
    const [low, high] = Array.isArray(one.value) ? (one.value as unknown[]) : [];
    return (
      <div className="tp-pairs">
        <Box value={operand(low ?? "")} label="From" disabled={disabled} onChange={(typed) => onChange([readOperand(typed), high ?? ""])} />
        <Box value={operand(high ?? "")} label="To" disabled={disabled} onChange={(typed) => onChange([low ?? "", readOperand(typed)])} />
      </div>
    );
  }
  if (takes === "list") return <ListBox value={one.value} disabled={disabled} onChange={onChange} />;
  const read = takes === "text" ? (typed: string): unknown => typed : readOperand;
  return <Box value={operand(one.value)} label="Value" disabled={disabled} onChange={(typed) => onChange(read(typed))} />;
}

/** Keeps what is typed: "1." is the number 1 to the condition and must stay "1." to the person. */
function Box(props: { value: string; label: string; disabled: boolean; onChange: (typed: string) => void }): JSX.Element {
  const [typed, setTyped] = useState(props.value);
  const [given, setGiven] = useState(props.value);
  if (given !== props.value) {
    setGiven(props.value);
    if (operand(readOperand(typed)) !== props.value) setTyped(props.value);
  }
  return (
    <input
      className="input" value={typed} placeholder={props.label.toLowerCase()} aria-label={props.label} disabled={props.disabled} data-testid="condition-value"
      onChange={(event) => { setTyped(event.target.value); props.onChange(event.target.value); }}
    />
  );
}

function ListBox({ value, disabled, onChange }: { value: unknown; disabled: boolean; onChange: (value: unknown) => void }): JSX.Element {
  const [typed, setTyped] = useState(Array.isArray(value) ? value.map(operand).join(", ") : operand(value));
  return (
    <input
      className="input" value={typed} placeholder="one, two, three" aria-label="Values, separated by commas" disabled={disabled} data-testid="condition-value"
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(event.target.value.split(",").map((part) => part.trim()).filter((part) => part !== "").map(readOperand));
      }}
    />
  );
}
