// Controls for numbers. What cannot be read as a number stays as it was typed.

import { useState, type JSX } from "react";
import { parseNumber } from "../document/formValues";
import { common, text, type WidgetProps } from "./widget";

/** A text field that sends numbers only: a browser's own number field would drop what was typed wrong. */
export function NumberInput(props: WidgetProps & { narrow?: boolean }): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const step = (by: number): void => {
    const parsed = parseNumber(typed ?? text(props.value));
    if (!parsed.ok) return;
    const size = props.field.step ?? 1;
    const raw = Number(parsed.value ?? 0) + by * size;
    const next = Math.min(props.field.maximum ?? Infinity, Math.max(props.field.minimum ?? -Infinity, raw));
    setTyped(null);
    props.onChange(Number(next.toFixed(10)));
  };
  const onChange = (value: string): void => {
    setTyped(value);
    const parsed = parseNumber(value);
    props.onMistake(parsed.mistake);
    if (parsed.ok) props.onChange(parsed.value);
  };
  const onBlur = (): void => {
    if (typed !== null && parseNumber(typed).ok) setTyped(null);
    props.onCommit();
  };
  return (
    <input
      {...common(props)} className={`input tp-number${props.narrow ? " tp-narrow" : ""}`} type="text" inputMode="decimal"
      value={typed ?? text(props.value)} placeholder={props.field.placeholder || text(props.field.default)} autoComplete="off"
      onChange={(event) => onChange(event.target.value)} onBlur={onBlur}
      onKeyDown={(event) => {
        if (event.key === "Enter") props.onCommit();
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        step((event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1));
      }}
    />
  );
}

export function Slider(props: WidgetProps): JSX.Element {
  const { field } = props;
  const low = field.minimum ?? 0;
  const high = field.maximum ?? 100;
  const number = typeof props.value === "number" ? props.value : low;
  const share = high > low ? ((Math.min(high, Math.max(low, number)) - low) / (high - low)) * 100 : 0;
  const [turn, setTurn] = useState(0); // a moved slider takes back what stands wrong in the box
  return (
    <div className="tp-slider">
      <input
        type="range" min={low} max={high} step={field.step ?? (high - low <= 1 ? 0.01 : 1)} value={number} disabled={props.disabled}
        aria-label={field.title} style={{ "--share": `${share}%` } as React.CSSProperties} data-testid={`slider-${field.name}`}
        onChange={(event) => {
          setTurn(turn + 1);
          props.onMistake("");
          props.onChange(Number(event.target.value));
        }}
        onBlur={props.onCommit} onPointerUp={props.onCommit}
      />
      <NumberInput key={turn} {...props} narrow />
    </div>
  );
}
