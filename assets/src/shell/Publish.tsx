import { useRef, useState } from "react";
import { focusCanvas } from "../flow/canvasUi";
import { actions, useEditor } from "../state";

/** The button that publishes the next version, with a field for a note. */
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
      {open && <PublishForm next={next} note={note} onNote={setNote} onPublish={publish} onCancel={shut} />}
    </span>
  );
}

interface PublishFormProps {
  next: number;
  note: string;
  onNote: (note: string) => void;
  onPublish: () => void;
  onCancel: () => void;
}

function PublishForm({ next, note, onNote, onPublish, onCancel }: PublishFormProps) {
  return (
    <form
      className="publish-box" aria-label={`Publish version ${next}`}
      onSubmit={(event) => { event.preventDefault(); onPublish(); }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <label className="label" htmlFor="publish-note">What changed<span className="end">optional</span></label>
      <input id="publish-note" className="input" autoFocus value={note} maxLength={200} data-testid="publish-note" onChange={(event) => onNote(event.target.value)} />
      <div className="line publish-end">
        <button type="button" className="btn quiet" onClick={onCancel}>Cancel</button>
        <button type="submit" className="btn primary" data-testid="publish-confirm">Publish v{next}</button>
      </div>
    </form>
  );
}
