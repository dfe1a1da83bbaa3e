// One port of a pane: its mark and name where there are several, its value, copy.

import { useState, type JSX } from "react";
import type { Shown } from "../server/protocol";
import { actions } from "../state";
import { Icon } from "../ui/icons";
import { PortShape } from "../ui/PortShape";
import { usePaged, type Place } from "./usePaged";
import { ValueView } from "./ValueView";
import { measure, type Score, type ViewChoice } from "./view";

interface PortValueProps {
  place: Place;
  shown: Shown;
  alone: boolean;
  choice: ViewChoice;
  scores: readonly Score[] | null;
  onChoice: (choice: ViewChoice) => void;
}

export function PortValue(props: PortValueProps): JSX.Element {
  const { place, shown, alone } = props;
  const paged = usePaged(place, shown);
  return (
    <div className={alone ? "td-port td-alone" : "td-port"} role="group" aria-label={`${place.side === "input" ? "Input" : "Output"} ${shown.title}`} data-testid={`${place.side}-${shown.port}`}>
      <div className="td-porthead">
        <PortShape type={shown.type} size={10} />
        <span className="strong cut">{shown.title}</span>
        <span className="muted cut">{[shown.from === "" ? "" : `from ${shown.from}`, shown.truncated ? "" : measure(shown.value, shown.type)].filter((part) => part !== "").join(", ")}</span>
        <span className="grow" />
        <Copy title={shown.title} read={paged.all} />
      </div>
      <ValueView shown={shown} paged={paged} choice={props.choice} scores={props.scores} onChoice={props.onChoice} />
    </div>
  );
}

function Copy({ title, read }: { title: string; read: () => Promise<string> }): JSX.Element {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await read());
      setDone(true);
      setTimeout(() => setDone(false), 1500);
    } catch (cause) {
      actions.fail({
        what: "The value was not copied.", where: title, why: cause instanceof Error ? cause.message : String(cause),
        fix: "Allow this page to use the clipboard, or select the text and copy it.",
      });
    }
  };
  return (
    <button type="button" className="btn quiet tight iconic" aria-label={done ? "Copied" : `Copy ${title}`} title={done ? "Copied" : `Copy ${title}`} data-testid="copy" onClick={() => void copy()}>
      <Icon name={done ? "check" : "copy"} size={14} />
    </button>
  );
}
