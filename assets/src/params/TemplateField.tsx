// A text with {{ expressions }}: the fx tile shows that names are filled in, the list below says which there are.

import type { JSX } from "react";
import type { TemplateName } from "../document/templateNames";
import { useStableCaret } from "./caret";
import { common, text, type WidgetProps } from "./widget";

export function TemplateField(props: WidgetProps & { names: readonly TemplateName[] }): JSX.Element {
  const value = text(props.value);
  const area = useStableCaret<HTMLTextAreaElement>(value);
  const insert = (name: string): void => {
    const at = area.current;
    const start = at?.selectionStart ?? value.length;
    const end = at?.selectionEnd ?? value.length;
    const piece = `{{ ${name} }}`;
    props.onChange(value.slice(0, start) + piece + value.slice(end));
    requestAnimationFrame(() => {
      at?.focus();
      at?.setSelectionRange(start + piece.length, start + piece.length);
    });
  };
  return (
    <div className={`tp-expr${props.invalid ? " tp-wrong" : ""}`}>
      <div className="tp-exprrow">
        <span className="tp-fx" aria-hidden="true">fx</span>
        <textarea
          {...common(props)} ref={area} value={value} spellCheck={false} placeholder={props.field.placeholder || "Text with {{ names }}"}
          rows={Math.min(10, Math.max(1, value.split("\n").length))} onChange={(event) => props.onChange(event.target.value)}
        />
      </div>
      <div className="tp-names">
        {props.names.length === 0
          ? <span>Connect a step, and its value has a name here.</span>
          : props.names.map((one) => (
            <button
              key={one.name} type="button" title={`Insert {{ ${one.name} }}: ${one.from}`} disabled={props.disabled}
              data-testid={`insert-${props.field.name}-${one.name}`} onClick={() => insert(one.name)}
            >
              {one.name}
            </button>
          ))}
      </div>
    </div>
  );
}
