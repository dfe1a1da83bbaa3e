// A sentence becomes a draft: the box in an empty document or opened over another, the marked sentence, the review bar.
//
// data-testid: describe, describe-text, describe-draft, describe-cancel, describe-sentence, describe-close, describe-edit, import-file, phrase-<n> (data-understood),
//   start-paste, start-add, start-import, review, draft-summary, draft-discard, draft-one-by-one, draft-accept,
//   draft-edits, draft-edit-<index>, draft-question-<index>, draft-not-understood, draft-refused-<index>, draft-problem-<index>.
// Keys: Ctrl+Enter drafts; Esc stops the reading, else leaves the text, else discards the draft, else closes the box.

import { useEffect, useRef, useState, type JSX, type KeyboardEvent, type RefObject } from "react";
import { viewNow } from "../flow/useView";
import type { DraftView } from "../server/protocol";
import { actions, useEditor } from "../state";
import { Icon } from "../ui/icons";
import { pieces } from "./draft";
import { Review } from "./Review";
import { StartWith } from "./StartWith";

const EXAMPLE = "Clean the text, summarize it in three sentences, then extract the keywords and tag it as sports, politics or tech.";

export function Describe(): JSX.Element | null {
  const mode = useEditor((state) => state.mode);
  const empty = useEditor((state) => state.document !== null && state.nodes.size === 0);
  const describing = useEditor((state) => state.describing);
  const draft = useEditor((state) => state.draft);
  const reading = useEditor((state) => state.reading);
  const layer = useRef<HTMLDivElement>(null);
  const drafted = draft !== null;
  const [text, setText] = useText(draft, reading);
  useRefit(layer, draft);
  useFocusAfterDecision(drafted, empty);
  useEffect(() => (drafted ? whenEscaped(() => layer.current?.querySelector<HTMLElement>("[data-testid='draft-discard']")?.click()) : undefined), [drafted]);
  if (mode !== "edit" || !(empty || describing || drafted || reading !== null)) return null;
  return (
    <div ref={layer} className={`dx-layer${empty && draft === null ? " dx-centred" : ""}`}>
      <Box
        key={draft === null ? "box" : `box ${draft.id}`} empty={empty} draft={draft} text={reading ?? text ?? draft?.sentence ?? ""} onText={setText}
      />
      {draft !== null && (
        <Review
          key={`review ${draft.id}`} draft={draft}
          onDone={() => {
            setText(null);
            actions.setDescribing(false);
          }}
        />
      )}
    </div>
  );
}

/** The typed text; null stands for the sentence that the draft was made from. */
function useText(draft: DraftView | null, reading: string | null): [string | null, (text: string | null) => void] {
  const [text, setText] = useState<string | null>(null);
  // A sentence that is being read was perhaps written in another view, or before the page was loaded anew.
  useEffect(() => {
    if (reading !== null) setText((typed) => typed || reading);
  }, [reading]);
  useEffect(() => {
    if (draft !== null) setText((typed) => (typed?.trim() === draft.sentence ? null : typed));
  }, [draft]);
  return [text, setText];
}

/** Fits the drawing again while the box and the review bar grow and shrink. */
function useRefit(layer: RefObject<HTMLDivElement | null>, draft: DraftView | null): void {
  useEffect(() => {
    if (layer.current === null || draft === null) return;
    const observer = new ResizeObserver(() => viewNow()?.refit());
    for (const child of layer.current.children) observer.observe(child);
    return () => observer.disconnect();
  }, [draft === null, draft?.id]);
}

/** Focuses what comes next once a draft is accepted or discarded: the text to run with, else the canvas. */
function useFocusAfterDecision(drafted: boolean, empty: boolean): void {
  const before = useRef(drafted);
  useEffect(() => {
    const decided = before.current && !drafted && !empty;
    before.current = drafted;
    if (!decided) return;
    const frame = requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      const place = (name: string): HTMLElement | null => document.querySelector(`[data-testid^='${name}']`);
      (place("run-input-") ?? place("canvas"))?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [drafted, empty]);
}

/** Calls on Esc pressed on the canvas, in the layer or nowhere; a field that is typed in has its own. Returns how to stop. */
function whenEscaped(act: () => void): () => void {
  const onKeyDown = (event: globalThis.KeyboardEvent): void => {
    const at = event.target;
    if (event.key !== "Escape" || !(at instanceof Element) || at instanceof HTMLTextAreaElement) return;
    if (at !== document.body && at.closest(".canvas-focus, .dx-layer") === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  window.addEventListener("keydown", onKeyDown, true); // before the canvas, which lets go of its selection
  return () => window.removeEventListener("keydown", onKeyDown, true);
}

interface BoxProps {
  empty: boolean;
  draft: DraftView | null;
  text: string;
  onText: (text: string) => void;
}

// Long by its key handling, which depends on everything the box shows.
function Box({ empty, draft, text, onText }: BoxProps): JSX.Element {
  const busy = useEditor((state) => state.reading !== null);
  const describing = useEditor((state) => state.describing);
  const [writing, setWriting] = useState(draft === null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const free = document.activeElement === document.body; // a canvas that has just been emptied keeps the keyboard
    if (describing || (writing && (draft !== null || free))) area.current?.focus({ preventScroll: true });
  }, [describing, writing, draft]);
  const send = (): void => {
    if (text.trim() !== "" && !busy) actions.describe(text.trim());
  };
  const close = (): void => actions.setDescribing(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      // Ctrl+Enter is Run everywhere else.
      event.preventDefault();
      event.stopPropagation();
      send();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (busy) return actions.abandon();
      if (draft !== null) return setWriting(false); // Esc once more discards the draft
      if (!empty) close();
      document.querySelector<HTMLElement>("[data-testid='canvas']")?.focus();
    }
  };
  return (
    <section className="float dx-box" aria-label="Describe the workflow" data-testid="describe" onKeyDown={onKeyDown}>
      <BoxHead busy={busy} onClose={empty || draft !== null ? null : close} />
      {draft !== null && !writing
        ? <Sentence draft={draft} onEdit={() => setWriting(true)} />
        : <textarea
            ref={area} className="input dx-text" readOnly={busy} rows={Math.min(8, Math.max(2, Math.ceil(text.length / 76)))} value={text} placeholder={EXAMPLE} aria-label="Description of the workflow"
            data-testid="describe-text" onChange={(event) => onText(event.target.value)}
          />}
      <div className="dx-foot">
        {empty && <StartWith />}
        <span className="grow" />
        {busy && <button type="button" className="btn quiet" data-testid="describe-cancel" onClick={() => actions.abandon()}>Cancel</button>}
        <DraftButton busy={busy} again={draft !== null} disabled={busy || text.trim() === ""} onClick={send} />
      </div>
    </section>
  );
}

function BoxHead({ busy, onClose }: { busy: boolean; onClose: (() => void) | null }): JSX.Element {
  return (
    <div className="line dx-head">
      <span className="dx-spark"><Icon name="sparkles" /></span>
      <h2>Describe the workflow</h2>
      <span className="grow" />
      <span className="small muted" role="status">{busy ? "Being read. A model may take up to two minutes." : "Draft only. Nothing runs until you press Run."}</span>
      {onClose !== null && (
        <button type="button" className="btn quiet tight iconic" aria-label="Close" title="Close" data-testid="describe-close" onClick={onClose}><Icon name="x" size={14} /></button>
      )}
    </div>
  );
}

function DraftButton({ busy, again, disabled, onClick }: { busy: boolean; again: boolean; disabled: boolean; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className={again ? "btn" : "btn primary"} data-testid="describe-draft" disabled={disabled} onClick={onClick}>
      {busy ? <span className="spin"><Icon name="loader" /></span> : <Icon name={again ? "refresh-cw" : "sparkles"} />}
      {busy ? "Reading…" : <>{again ? "Draft again" : "Draft"}<kbd>Ctrl ↵</kbd></>}
    </button>
  );
}

/** The sentence as it was read: each phrase tied by its number to the node it became. */
function Sentence({ draft, onEdit }: { draft: DraftView; onEdit: () => void }): JSX.Element {
  return (
    <div className="dx-sentence" data-testid="describe-sentence">
      <p>
        {pieces(draft).map(({ text, phrase }, index) => phrase === null
          ? <span key={index}>{text}</span>
          : (
            <mark
              key={index} className={phrase.understood ? "" : "dx-ask"} data-understood={phrase.understood} data-testid={`phrase-${phrase.number ?? "open"}`}
              title={phrase.understood ? undefined : phrase.text || "Not understood"}
            >
              <span className="dx-first">
                <span className={`dx-no${phrase.understood ? "" : " dx-ask"}`}>{phrase.understood && phrase.number !== null ? phrase.number : phrase.understood ? "✓" : "?"}</span>
                {/^\S*/.exec(text)?.[0]}
              </span>
              {text.replace(/^\S*/, "")}
            </mark>
          ))}
      </p>
      <button type="button" className="btn quiet tight iconic" aria-label="Change the sentence" title="Change the sentence" data-testid="describe-edit" onClick={onEdit}>
        <Icon name="pencil" size={14} />
      </button>
    </div>
  );
}
