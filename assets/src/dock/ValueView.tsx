// One value in the view that was chosen, with the buttons that load the rest of a truncated one.

import { useMemo, type JSX } from "react";
import { isRecord } from "../document/json";
import { bytes, grouped } from "../document/text";
import { unreachable } from "../document/unreachable";
import type { Shown } from "../server/protocol";
import { TableView } from "./TableView";
import { Prose, TextRows } from "./TextView";
import type { Paged } from "./usePaged";
import { asJson, asText, autoView, choices, nothing, type Score, type ViewChoice } from "./view";
import { Bars, Big, Lines, Pairs, Words } from "./Views";

interface ValueViewProps {
  shown: Shown;
  paged: Paged;
  choice: ViewChoice;
  scores: readonly Score[] | null;
  onChoice: (choice: ViewChoice) => void;
}

export function ValueView(props: ValueViewProps): JSX.Element {
  const { shown, paged } = props;
  return (
    <div className="td-value">
      <Body {...props} />
      {paged.cut && <Cut shown={shown} paged={paged} />}
    </div>
  );
}

function Body({ shown, paged, choice, scores, onChoice }: ValueViewProps): JSX.Element {
  const { value, text } = paged;
  const isText = typeof shown.value === "string";
  const view = choices(value).includes(choice) ? choice : "auto";
  // A part of the JSON of a list is no list yet: its text is what can be shown of it.
  if (text !== null && (isText || view === "json" || view === "text")) return <TextRows text={text} json={!isText} />;
  if (view === "json") return <JsonView value={value} />;
  if (view === "text") return <TextOf value={value} />;
  if (view === "table") return <TableView value={value} />;
  return <Auto value={value} scores={scores} onTable={() => onChoice("table")} />;
}

function JsonView({ value }: { value: unknown }): JSX.Element {
  const text = useMemo(() => asJson(value), [value]);
  return <TextRows text={text} json />;
}

function TextOf({ value }: { value: unknown }): JSX.Element {
  const text = useMemo(() => asText(value), [value]);
  return <TextRows text={text} json={false} />;
}

function Auto({ value, scores, onTable }: { value: unknown; scores: readonly Score[] | null; onTable: () => void }): JSX.Element {
  const view = autoView(value);
  const scored = scores !== null && (view === "words" || view === "big" || (typeof value === "string" && value.length <= 64) || view === "none");
  if (scored) {
    const best = typeof value === "string" && value !== "" ? value : null;
    return (
      <>
        {best !== null && <p className="td-best"><strong>{best}</strong><span className="muted">{scores.find(({ name }) => name === best)?.score.toFixed(2)}</span></p>}
        {best === null && view === "none" && <p className="td-none">{nothing(value)}</p>}
        <Bars scores={scores} />
      </>
    );
  }
  switch (view) {
    case "none": return <p className="td-none">{nothing(value)}</p>;
    case "prose": return value === "" ? <p className="td-none">{nothing(value)}</p> : <Prose text={String(value)} />;
    case "big": return <Big value={value as number | boolean} />;
    case "words": return <Words items={value as unknown[]} onTable={onTable} />;
    case "lines": return <Lines items={value as unknown[]} onTable={onTable} />;
    case "table": return <TableView value={value} />;
    case "pairs": return <Pairs value={isRecord(value) ? value : {}} onTable={onTable} />;
    case "json": return <JsonView value={value} />;
    default: return unreachable(view);
  }
}

/** How much of a truncated value is shown, and the buttons that load more. */
function Cut({ shown, paged }: { shown: Shown; paged: Paged }): JSX.Element {
  const items = Array.isArray(shown.value) ? `the first ${grouped(shown.value.length)} items` : "the beginning";
  return (
    <div className="td-cut" data-testid={`cut-${shown.port}`}>
      <span>
        {paged.loaded === 0
          ? `Shown is ${items} of ${bytes(shown.bytes)}.`
          : `${grouped(paged.loaded)} of ${grouped(paged.total ?? paged.loaded)} characters.`}
      </span>
      <button type="button" className="btn tight" disabled={paged.loading} data-testid={`load-more-${shown.port}`} onClick={paged.more}>
        {paged.loading ? "Loading…" : "Load more"}
      </button>
      <button type="button" className="btn tight quiet" disabled={paged.loading} data-testid={`load-all-${shown.port}`} onClick={() => void paged.all()}>
        Load all
      </button>
    </div>
  );
}
