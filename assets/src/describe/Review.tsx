// The bar under a draft: what it would do, what is open, and the choice to take it, parts of it, or nothing.

import { useState, type JSX } from "react";
import { plural, shortened } from "../document/text";
import type { DraftView } from "../server/protocol";
import { actions, useEditor } from "../state";
import { Icon } from "../ui/icons";
import { labels, summary, title, toggled } from "./draft";

const PHRASES = 4; // named at most
const PHRASE = 80; // characters

export function Review({ draft, onDone }: { draft: DraftView; onDone: () => void }): JSX.Element {
  const [chosen, setChosen] = useState<ReadonlySet<number> | null>(null); // null: not one by one
  const every = new Set(draft.edits.map((_, index) => index));
  const nothing = draft.edits.length === 0;
  const accept = (): void => {
    actions.accept(draft.id, chosen === null || chosen.size === draft.edits.length ? null : [...chosen].sort((a, b) => a - b));
    onDone();
  };
  return (
    <div className="float dx-review" role="region" aria-label="Review the draft" data-testid="review">
      {chosen !== null && <OneByOne draft={draft} chosen={chosen} onChange={setChosen} />}
      <Open draft={draft} />
      <div className="dx-bar">
        <strong className="strong" data-testid="draft-summary">{summary(draft)}</strong>
        <span className="small muted">{draft.method}</span>
        <span className="grow" />
        <button type="button" className="btn quiet" data-testid="draft-discard" onClick={() => { actions.discard(draft.id); onDone(); }}>Discard</button>
        {!nothing && (
          <button
            type="button" className="btn" aria-expanded={chosen !== null} data-testid="draft-one-by-one"
            onClick={() => setChosen(chosen === null ? every : null)}
          >
            {chosen === null ? "Review one by one" : "Fold the list"}
          </button>
        )}
        {!nothing && (
          <button type="button" className="btn primary" data-testid="draft-accept" disabled={chosen?.size === 0} onClick={accept}>
            {chosen === null ? "Accept all" : `Accept ${chosen.size} of ${draft.edits.length}`}
          </button>
        )}
      </div>
    </div>
  );
}

/** Questions, what was not understood, problems: each a line, none when all is clear. */
function Open({ draft }: { draft: DraftView }): JSX.Element | null {
  const nodes = useEditor((state) => state.nodes);
  const label = labels(draft, nodes);
  const { questions, not_understood: unclear, refused, problems } = draft;
  if (questions.length + unclear.length + refused.length + problems.length === 0) return null;
  return (
    <ul className="dx-open">
      {questions.map((question, index) => (
        <li key={`q${index}`} data-testid={`draft-question-${index}`}>
          <span className="dx-no dx-ask" aria-hidden="true">?</span>
          <span>{question.node !== null && <b className="strong">{label(question.node)}: </b>}{question.text}</span>
        </li>
      ))}
      {unclear.length > 0 && (
        <li data-testid="draft-not-understood">
          <Icon name="triangle-alert" size={14} />
          <span title={unclear.join("\n")}>{notUnderstood(draft)}</span>
        </li>
      )}
      {refused.map((text, index) => (
        <li key={`r${index}`} data-testid={`draft-refused-${index}`}>
          <Icon name="triangle-alert" size={14} />
          <span>{text}</span>
        </li>
      ))}
      {problems.map((problem, index) => (
        <li key={`p${index}`} className={problem.severity === "error" ? "dx-wrong" : ""} data-testid={`draft-problem-${index}`}>
          <Icon name={problem.severity === "error" ? "circle-alert" : "triangle-alert"} size={14} />
          <span>{problem.node !== null && <b className="strong">{label(problem.node)}: </b>}{problem.what} <span className="muted">{problem.fix}</span></span>
        </li>
      ))}
    </ul>
  );
}

/** The phrases in short; the sentence above has them marked in full. */
function notUnderstood({ sentence, not_understood: unclear }: DraftView): JSX.Element {
  if (unclear.length === 1 && unclear[0]?.trim() === sentence.trim()) return <b className="strong">None of it was understood.</b>;
  const different = [...new Set(unclear)];
  const more = different.length - PHRASES;
  return (
    <>
      <b className="strong">{plural(unclear.length, "phrase")} not understood: </b>
      {different.slice(0, PHRASES).map((text) => `“${shortened(text, PHRASE)}”`).join(", ")}{more > 0 && ` and ${more} more`}
    </>
  );
}

function OneByOne({ draft, chosen, onChange }: {
  draft: DraftView; chosen: ReadonlySet<number>; onChange: (chosen: ReadonlySet<number>) => void;
}): JSX.Element {
  const nodes = useEditor((state) => state.nodes);
  const label = labels(draft, nodes);
  return (
    <ul className="dx-list" aria-label="Changes of the draft" data-testid="draft-edits">
      {draft.edits.map((edit, index) => (
        <li key={index}>
          <label>
            <input type="checkbox" checked={chosen.has(index)} data-testid={`draft-edit-${index}`} onChange={() => onChange(toggled(draft.edits, chosen, index))} />
            <span>{title(edit, label)}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}
