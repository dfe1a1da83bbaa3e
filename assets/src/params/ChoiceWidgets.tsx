// Controls for choosing: list, segments, switch, credential.

import type { JSX, KeyboardEvent } from "react";
import { same } from "../document/formValues";
import { common, text, type WidgetProps } from "./widget";

export function Select(props: WidgetProps): JSX.Element {
  const { field, value } = props;
  const at = field.options.findIndex((option) => same(option.value, value));
  const unknown = at === -1 && value !== null && value !== undefined && value !== "";
  return (
    <select
      {...common(props)} className="input" value={at === -1 ? (unknown ? "unknown" : "") : String(at)}
      onChange={(event) => props.onChange(event.target.value === "" ? null : field.options[Number(event.target.value)]?.value)}
    >
      {(at === -1 || !field.required) && !unknown && <option value="">{field.placeholder || "Choose…"}</option>}
      {unknown && <option value="unknown">{text(value)} (not offered)</option>}
      {field.options.map((option, index) => (
        <option key={index} value={index}>{option.title}</option>
      ))}
    </select>
  );
}

/** Radio buttons in a row; the arrow keys choose. */
export function Segmented(props: WidgetProps): JSX.Element {
  const { field, value } = props;
  const at = Math.max(0, field.options.findIndex((option) => same(option.value, value)));
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined || props.disabled) return;
    event.preventDefault();
    const next = (at + by + field.options.length) % field.options.length;
    props.onChange(field.options[next]?.value);
    event.currentTarget.querySelectorAll<HTMLButtonElement>("button")[next]?.focus();
  };
  return (
    <div
      className="seg fill" role="radiogroup" id={props.id} aria-label={field.title} aria-describedby={props.describedBy}
      data-testid={`field-${field.name}`} onKeyDown={onKeyDown} onBlur={props.onCommit}
    >
      {field.options.map((option, index) => {
        const on = same(option.value, value);
        return (
          <button
            key={index} type="button" role="radio" aria-checked={on} className={on ? "on" : ""} disabled={props.disabled}
            tabIndex={index === at ? 0 : -1} onClick={() => props.onChange(option.value)}
          >
            {option.title}
          </button>
        );
      })}
    </div>
  );
}

export function Switch({ on, ...props }: {
  id: string; on: boolean; disabled: boolean; label: string; testid: string; describedBy?: string; onChange: (on: boolean) => void;
}): JSX.Element {
  return (
    <button
      type="button" role="switch" id={props.id} className="switch" aria-checked={on} aria-label={props.label} disabled={props.disabled}
      aria-describedby={props.describedBy} data-testid={props.testid} onClick={() => props.onChange(!on)}
    />
  );
}

/** The stored credentials of the field's type; making one happens on its own page. */
export function CredentialSelect(props: WidgetProps & { credentials: readonly { name: string; type: string }[] }): JSX.Element {
  const fitting = props.credentials.filter((one) => props.field.credential === null || one.type === props.field.credential);
  const value = text(props.value);
  const gone = value !== "" && !fitting.some((one) => one.name === value);
  return (
    <div className="tp-side">
      <select
        {...common(props)} className="input" value={value}
        onChange={(event) => props.onChange(event.target.value === "" ? null : event.target.value)}
      >
        <option value="">{fitting.length === 0 ? "No credential yet" : props.field.placeholder || "None"}</option>
        {gone && <option value={value}>{value} (not there any more)</option>}
        {fitting.map((one) => <option key={one.name} value={one.name}>{one.name}</option>)}
      </select>
      <a className="tp-link" href="/credentials" data-testid={`credentials-${props.field.name}`}>Manage</a>
    </div>
  );
}
