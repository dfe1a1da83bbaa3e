// What every control of the form gets and gives.

import type { Field } from "../server/protocol";

export interface WidgetProps {
  id: string;
  field: Field;
  value: unknown;
  invalid: boolean;
  disabled: boolean;
  describedBy: string;
  /** A new value; the form gathers these and sends one edit after a pause. */
  onChange: (value: unknown) => void;
  /** What was typed cannot be read: it stays in the control, nothing is sent; empty takes it back. */
  onMistake: (mistake: string) => void;
  /** Send what is gathered now (the control was left, or Enter pressed). */
  onCommit: () => void;
}

/** The attributes that every native control shares. */
export function common(props: WidgetProps): {
  id: string; disabled: boolean; "aria-invalid": boolean; "aria-describedby": string; "data-testid": string; onBlur: () => void;
} {
  return {
    id: props.id, disabled: props.disabled, "aria-invalid": props.invalid, "aria-describedby": props.describedBy,
    "data-testid": `field-${props.field.name}`, onBlur: props.onCommit,
  };
}

export function text(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}
