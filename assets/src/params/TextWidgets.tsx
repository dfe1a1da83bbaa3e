// Controls for texts: one line, many lines, code with line numbers.

import { useRef, type JSX, type KeyboardEvent } from "react";
import { useStableCaret } from "./caret";
import { common, text, type WidgetProps } from "./widget";

export function TextInput(props: WidgetProps): JSX.Element {
  const value = text(props.value);
  const field = useStableCaret<HTMLInputElement>(value);
  return (
    <input
      {...common(props)} ref={field} className="input" type="text" value={value} placeholder={props.field.placeholder}
      autoComplete="off" spellCheck={false}
      onChange={(event) => props.onChange(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && props.onCommit()}
    />
  );
}

export function TextArea(props: WidgetProps): JSX.Element {
  const value = text(props.value);
  const field = useStableCaret<HTMLTextAreaElement>(value);
  return (
    <textarea
      {...common(props)} ref={field} className="input tp-area" rows={Math.min(10, Math.max(3, value.split("\n").length))} value={value}
      placeholder={props.field.placeholder} onChange={(event) => props.onChange(event.target.value)}
    />
  );
}

const INDENT = "    ";

// Long by its key handling, which has to set the caret of the textarea it belongs to.
/** A plain textarea with line numbers. Tab indents; Esc first, then Tab, leaves it, so that no key traps the focus. */
export function CodeEditor(props: WidgetProps): JSX.Element {
  const gutter = useRef<HTMLPreElement>(null);
  const leaving = useRef(false);
  const value = text(props.value);
  const field = useStableCaret<HTMLTextAreaElement>(value);
  const lines = value.split("\n").length;
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === "Escape") {
      // The first Esc frees Tab, the second one leaves for the canvas.
      if (!leaving.current) event.preventDefault();
      leaving.current = true;
      return;
    }
    if (event.key !== "Tab" || leaving.current) {
      if (event.key !== "Shift" && event.key !== "Tab") leaving.current = false;
      return;
    }
    event.preventDefault();
    const area = event.currentTarget;
    const { value: next, start, end } = indent(area.value, area.selectionStart, area.selectionEnd, event.shiftKey);
    // Set here, so that the caret is right for the next key; React then finds the value as it wants it.
    area.setRangeText(next, 0, area.value.length);
    area.setSelectionRange(start, end);
    props.onChange(next);
  };
  return (
    <div className={`tp-code${props.invalid ? " tp-wrong" : ""}`}>
      <pre ref={gutter} className="tp-gutter" aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => `${line + 1}\n`).join("")}
      </pre>
      <textarea
        {...common(props)} ref={field} value={value} rows={Math.min(18, Math.max(6, lines))} wrap="off" spellCheck={false}
        autoCapitalize="off" autoComplete="off" placeholder={props.field.placeholder}
        aria-label={`${props.field.title}, code. Tab indents; Escape, then Tab leaves.`}
        onChange={(event) => props.onChange(event.target.value)} onKeyDown={onKeyDown}
        onFocus={() => { leaving.current = false; }}
        onScroll={(event) => gutter.current && (gutter.current.scrollTop = event.currentTarget.scrollTop)}
      />
    </div>
  );
}

/** Indent or (with shift) outdent the lines of a selection; a bare caret gets four spaces. */
export function indent(value: string, start: number, end: number, out: boolean): { value: string; start: number; end: number } {
  if (!out && start === end) {
    return { value: value.slice(0, start) + INDENT + value.slice(end), start: start + INDENT.length, end: start + INDENT.length };
  }
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const lines = value.slice(from, end).split("\n");
  const changed = lines.map((line) => (out ? line.replace(/^ {1,4}|^\t/, "") : INDENT + line));
  const first = (changed[0]?.length ?? 0) - (lines[0]?.length ?? 0);
  const all = changed.join("\n");
  return {
    value: value.slice(0, from) + all + value.slice(end), start: Math.max(from, start + first), end: from + all.length,
  };
}
