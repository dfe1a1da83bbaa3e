import { useRef, useState } from "react";
import { focusCanvas } from "../flow/canvasUi";
import { actions, useEditor } from "../state";

/** Opens a line for a note; publishing makes the next version. */
export function Publish() {
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const version = useEditor((state) => state.document?.version);
  const empty = useEditor((state) => state.nodes.size === 0);
  const same = version !== undefined && version.number !== null && !version.edited;
  const next = (version?.number ?? 0) + 1;
  const title = empty ? "There is nothing to publish yet" : same ? `Version ${version.number} is this workflow` : `Publish version ${next}`;
  const button = useRef<HTMLButtonElement>(null);
  const shut = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const publish = (): void => {
    actions.publish(note.trim());
    setOpen(false);
    setNote("");
    focusCanvas();
  };
  return (
    <span className="publish">
      <button ref={button} className="btn" disabled={empty || same} title={title} aria-expanded={open} data-testid="publish" onClick={() => setOpen(!open)}>
        Publish
      </button>
      {open && (
        <form
          className="publish-box" aria-label={`Publish version ${next}`}
          onSubmit={(event) => { event.preventDefault(); publish(); }}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            shut();
          }}
        >
          <label className="label" htmlFor="publish-note">What changed<span className="end">optional</span></label>
          <input id="publish-note" className="input" autoFocus value={note} maxLength={200} data-testid="publish-note" onChange={(event) => setNote(event.target.value)} />
          <div className="line publish-end">
            <button type="button" className="btn quiet" onClick={shut}>Cancel</button>
            <button type="submit" className="btn primary" data-testid="publish-confirm">Publish v{next}</button>
          </div>
        </form>
      )}
    </span>
  );
}
