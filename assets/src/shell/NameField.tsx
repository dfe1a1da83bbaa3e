import { useEffect, useRef, useState } from "react";
import { focusCanvas } from "../flow/canvasUi";
import { actions, useEditor } from "../state";

/** The workflow's name; a click makes it a text field. */
export function NameField() {
  const name = useEditor((state) => state.document?.name ?? "");
  const [text, setText] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (text !== null && document.activeElement !== field.current) field.current?.select();
  }, [text]);
  if (text === null) {
    return (
      <button className="crumb-name cut" title={`${name}: click to rename`} data-testid="workflow-name" onClick={() => setText(name)}>
        {name}
      </button>
    );
  }
  const keep = (): void => {
    const fresh = text.trim();
    if (fresh !== "" && fresh !== name) actions.edit({ do: "rename_workflow", name: fresh });
    setText(null);
    focusCanvas();
  };
  return (
    <input
      ref={field} className="input crumb-field" value={text} maxLength={120} aria-label="Name of the workflow" data-testid="workflow-name-field"
      onChange={(event) => setText(event.target.value)} onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key !== "Escape") return;
        event.stopPropagation();
        setText(null);
        focusCanvas();
      }}
    />
  );
}
