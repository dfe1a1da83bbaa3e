// Controls for lists: tags (texts), rows (objects), map (text to text).

import { useState, type ClipboardEvent, type JSX, type KeyboardEvent, type ReactNode } from "react";
import { emptyRow, same, splitTags } from "../document/formValues";
import { isRecord } from "../document/json";
import { Icon } from "../ui/icons";
import { common, text, type WidgetProps } from "./widget";

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

// Long by its handlers: each of them reads and sets what is typed.
/** Texts as tags. Enter, comma or leaving adds; backspace in the empty box takes the last back into it. */
export function Tags(props: WidgetProps): JSX.Element {
  const [typed, setTyped] = useState("");
  const tags = texts(props.value);
  const add = (raw: string): void => {
    const fresh = splitTags(raw, tags);
    if (fresh.length > 0) props.onChange([...tags, ...fresh]);
    setTyped("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if ((event.key === "Enter" || event.key === "," || event.key === ";") && typed.trim() !== "") {
      event.preventDefault();
      add(typed);
    } else if (event.key === "Enter") {
      props.onCommit();
    } else if (event.key === "Backspace" && typed === "" && tags.length > 0) {
      event.preventDefault();
      setTyped(tags.at(-1) ?? "");
      props.onChange(tags.slice(0, -1));
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData.getData("text");
    if (!/[\n,;]/.test(pasted)) return;
    event.preventDefault();
    add(typed + pasted);
  };
  return (
    <div className={`input tp-tags${props.invalid ? " tp-wrong" : ""}`}>
      {tags.map((tag, index) => (
        <Tag
          key={`${tag}-${index}`} text={tag} disabled={props.disabled} testid={`remove-${props.field.name}-${index}`}
          onRemove={() => props.onChange(tags.filter((_, other) => other !== index))}
        />
      ))}
      <input
        {...common(props)} type="text" value={typed} placeholder={tags.length === 0 ? props.field.placeholder || "Add…" : "Add…"}
        aria-label={`Add to ${props.field.title}`} autoComplete="off" size={8}
        onChange={(event) => setTyped(event.target.value)} onKeyDown={onKeyDown}
        onPaste={onPaste} onBlur={() => { if (typed.trim() !== "") add(typed); props.onCommit(); }}
      />
    </div>
  );
}

function Tag(props: { text: string; disabled: boolean; testid: string; onRemove: () => void }): JSX.Element {
  return (
    <span className="tp-tag">
      <span className="tp-cut" title={props.text}>{props.text}</span>
      <button type="button" aria-label={`Remove ${props.text}`} disabled={props.disabled} data-testid={props.testid} onClick={props.onRemove}>
        <Icon name="x" size={12} />
      </button>
    </span>
  );
}

/** Objects as cards, each with the columns' own controls; order can be changed. */
export function Rows(props: WidgetProps & { draw: (inner: WidgetProps, index: number) => ReactNode }): JSX.Element {
  const { field } = props;
  const rows = Array.isArray(props.value) ? props.value.map((row: unknown) => (isRecord(row) ? row : { value: row })) : [];
  const [keys, setKeys] = useState<number[]>([]);
  const keyOf = (index: number): number => keys[index] ?? index;
  const change = (next: Record<string, unknown>[], nextKeys: number[]): void => {
    setKeys(nextKeys);
    props.onChange(next);
  };
  const all = rows.map((_, index) => keyOf(index));
  const move = (index: number, by: number): void => {
    const order = rows.map((_, at) => at);
    order.splice(index + by, 0, ...order.splice(index, 1));
    change(order.map((at) => rows[at] ?? {}), order.map((at) => keyOf(at)));
  };
  return (
    <div className="tp-rows" id={props.id} role="group" aria-label={field.title} data-testid={`field-${field.name}`}>
      {rows.map((row, index) => (
        <div className="tp-row" key={keyOf(index)} role="group" aria-label={`${field.title} ${index + 1}`}>
          <RowHead
            index={index} count={rows.length} disabled={props.disabled} onMove={(by) => move(index, by)}
            onRemove={() => change(rows.filter((_, at) => at !== index), all.filter((_, at) => at !== index))}
          />
          {field.fields.map((column) => props.draw({
            ...props, field: column, id: `${props.id}-${index}-${column.name}`, value: row[column.name] ?? column.default, invalid: false,
            onChange: (value) => props.onChange(rows.map((one, at) => (at === index ? { ...one, [column.name]: value } : one))),
          }, index))}
        </div>
      ))}
      <button
        type="button" className="btn tight" disabled={props.disabled} data-testid={`add-${field.name}`}
        onClick={() => change([...rows, emptyRow(field.fields)], [...all, Math.max(-1, ...all) + 1])}
      >
        <Icon name="plus" size={14} />Add
      </button>
    </div>
  );
}

function RowHead({ index, count, disabled, onMove, onRemove }: {
  index: number; count: number; disabled: boolean; onMove: (by: number) => void; onRemove: () => void;
}): JSX.Element {
  return (
    <div className="tp-rowhead">
      <span>{index + 1}</span>
      <RowButton icon="chevron-up" label={`Move ${index + 1} up`} disabled={disabled || index === 0} onClick={() => onMove(-1)} />
      <RowButton icon="chevron-down" label={`Move ${index + 1} down`} disabled={disabled || index === count - 1} onClick={() => onMove(1)} />
      <RowButton icon="trash-2" label={`Remove ${index + 1}`} disabled={disabled} onClick={onRemove} />
    </div>
  );
}

export function RowButton(props: { icon: string; label: string; disabled: boolean; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className="btn quiet tight iconic" aria-label={props.label} title={props.label} disabled={props.disabled} onClick={props.onClick}>
      <Icon name={props.icon} size={14} />
    </button>
  );
}

function asMap(pairs: readonly [string, string][]): Record<string, string> {
  return Object.fromEntries(pairs.filter(([key]) => key !== ""));
}

/** Text to text, as pairs of boxes. A pair without a name is kept in the control and not sent. */
export function PairMap(props: WidgetProps): JSX.Element {
  const given = isRecord(props.value) ? props.value : {};
  const [pairs, setPairs] = useState<[string, string][]>(Object.entries(given).map(([key, value]) => [key, text(value)]));
  const [sent, setSent] = useState(props.value);
  if (!same(sent, props.value)) {
    // From elsewhere (undo, another tab), unless it is what the boxes already say.
    setSent(props.value);
    if (!same(asMap(pairs), given)) setPairs(Object.entries(given).map(([key, value]) => [key, text(value)]));
  }
  const change = (next: [string, string][]): void => {
    setPairs(next);
    const names = next.map(([key]) => key).filter((key) => key !== "");
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    props.onMistake(twice === undefined ? "" : `“${twice}” is there twice.`);
    if (twice === undefined) props.onChange(asMap(next));
  };
  const set = (index: number, part: 0 | 1, typed: string): void =>
    change(pairs.map((pair, at): [string, string] => (at === index ? (part === 0 ? [typed, pair[1]] : [pair[0], typed]) : pair)));
  return (
    <div className="tp-rows" id={props.id} role="group" aria-label={props.field.title} data-testid={`field-${props.field.name}`} onBlur={props.onCommit}>
      {pairs.map(([key, value], index) => (
        <div className="tp-pair" key={index}>
          <input className="input" value={key} aria-label={`Name ${index + 1}`} placeholder="name" disabled={props.disabled} onChange={(event) => set(index, 0, event.target.value)} />
          <input className="input" value={value} aria-label={`Value ${index + 1}`} placeholder="value" disabled={props.disabled} onChange={(event) => set(index, 1, event.target.value)} />
          <RowButton icon="trash-2" label={`Remove ${key || String(index + 1)}`} disabled={props.disabled} onClick={() => change(pairs.filter((_, at) => at !== index))} />
        </div>
      ))}
      <button type="button" className="btn tight" disabled={props.disabled} data-testid={`add-${props.field.name}`} onClick={() => setPairs([...pairs, ["", ""]])}>
        <Icon name="plus" size={14} />Add
      </button>
    </div>
  );
}
