import { useEffect, useRef, useState } from "react";
import type { NodeView } from "../server/protocol";
import { actions } from "../state";
import { focusCanvas, setCanvasUi } from "./canvasUi";

/** The name as a text field. Enter and leaving it keep the name, Esc does not. */
export function Rename({ view }: { view: NodeView }) {
  const [text, setText] = useState(view.label);
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => field.current?.select(), []);
  const close = (keep: boolean): void => {
    if (done.current) return;
    done.current = true;
    const label = text.trim();
    if (keep && label !== "" && label !== view.label) actions.edit({ do: "rename_node", node: view.id, label });
    setCanvasUi({ renaming: null });
    focusCanvas();
  };
  return (
    <input
      ref={field} className="step-rename nodrag nopan" aria-label="Name of the step" data-testid="rename-node" value={text}
      maxLength={120} onChange={(event) => setText(event.target.value)} onBlur={() => close(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") close(true);
        if (event.key === "Escape") close(false);
      }}
    />
  );
}
