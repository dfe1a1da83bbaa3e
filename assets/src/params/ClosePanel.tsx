import type { JSX } from "react";
import { focusCanvas } from "../flow/canvasUi";
import { actions } from "../state";
import { Icon } from "../ui/icons";

/** Goes with what it closes, so it leaves the keyboard to the canvas. */
export function ClosePanel({ title }: { title: string }): JSX.Element {
  const close = (): void => {
    actions.setPanel("closed");
    focusCanvas();
  };
  return (
    <button type="button" className="btn quiet iconic" aria-label={title} title={title} data-testid="panel-close" onClick={close}>
      <Icon name="x" />
    </button>
  );
}
