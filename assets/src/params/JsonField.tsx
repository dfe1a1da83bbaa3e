// JSON as text, parsed with every key; what does not parse stays and is not sent.

import { useState, type JSX } from "react";
import { parseJson, same } from "../document/formValues";
import { useStableCaret } from "./caret";
import { common, type WidgetProps } from "./widget";

export function JsonField(props: WidgetProps): JSX.Element {
  const shown = props.value === null || props.value === undefined ? "" : JSON.stringify(props.value, null, 2);
  const [typed, setTyped] = useState<string | null>(null);
  const [given, setGiven] = useState(props.value);
  if (!same(given, props.value)) {
    // A value from elsewhere (undo, another tab) replaces the text, unless it is what the text already says.
    setGiven(props.value);
    if (typed !== null && !same(parseJson(typed).value, props.value)) setTyped(null);
  }
  const value = typed ?? shown;
  const field = useStableCaret<HTMLTextAreaElement>(value);
  const onChange = (next: string): void => {
    setTyped(next);
    const parsed = parseJson(next);
    props.onMistake(parsed.mistake);
    if (parsed.ok) props.onChange(parsed.value);
  };
  return (
    <textarea
      {...common(props)} ref={field} className="input tp-area tp-mono" value={value} spellCheck={false} placeholder={props.field.placeholder || 'JSON: "text", 3, [1, 2] or { }'}
      rows={Math.min(14, Math.max(3, value.split("\n").length))} onChange={(event) => onChange(event.target.value)}
      onBlur={() => {
        if (typed !== null && parseJson(typed).ok) setTyped(null);
        props.onCommit();
      }}
    />
  );
}
