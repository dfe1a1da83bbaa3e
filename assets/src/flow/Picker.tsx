import { useEffect, useMemo, useRef, useState } from "react";
import { addAt, addOnWire, join } from "../document/gestures";
import { fits } from "../document/ports";
import type { Catalogue, Kind, NodeView, Port } from "../server/protocol";
import { actions, store, useEditor } from "../state";
import { Icon } from "../ui/icons";
import { editContext, insertStep } from "./addStep";
import { focusCanvas, setCanvasUi, useCanvasUi, type Picking } from "./canvasUi";
import { search } from "./palette";
import type { View } from "./view";

interface Choice {
  id: string;
  title: string;
  side: string;
  hue: string;
  icon: string;
  take(): void;
}

const WIDE = 260;
const HIGH = 320;

/** A short list at a place on the canvas: steps to add there, or steps to connect to. */
export function Picker({ view }: { view: View }) {
  const picking = useCanvasUi((ui) => ui.picking);
  return picking === null ? null : <Open key={JSON.stringify(picking.at)} picking={picking} view={view} />;
}

// Long by the attributes of the search field, a combobox.
function Open({ picking, view }: { picking: Picking; view: View }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const choices = useChoices(picking, query, view);
  const spot = useSpot(box, picking);
  const close = (): void => {
    setCanvasUi({ picking: null });
    focusCanvas();
  };
  const take = (choice: Choice | undefined): void => {
    close();
    choice?.take();
  };
  const title = picking.what === "add" ? "Add a step" : "Connect to";
  return (
    <div
      ref={box} className="picker" style={spot} role="dialog" aria-label={title} data-testid="picker"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setCanvasUi({ picking: null });
      }}
    >
      <input
        className="input" autoFocus placeholder={title} aria-label={title} value={query} role="combobox" aria-expanded
        aria-controls="picker-list" aria-activedescendant={choices[at] ? `pick-${choices[at].id}` : undefined}
        onChange={(event) => { setQuery(event.target.value); setAt(0); }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") close();
          else if (event.key === "Enter") take(choices[at]);
          else if (event.key === "ArrowDown") setAt(Math.min(at + 1, choices.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
          else return;
          event.preventDefault();
        }}
      />
      <ul id="picker-list" role="listbox" aria-label={title}>
        {choices.map((choice, index) => <Option key={choice.id} choice={choice} on={index === at} onPoint={() => setAt(index)} onTake={() => take(choice)} />)}
      </ul>
      {choices.length === 0 && <p className="hint">{query === "" ? "No step fits this port." : `No step is called “${query}”.`}</p>}
    </div>
  );
}

function Option({ choice, on, onPoint, onTake }: { choice: Choice; on: boolean; onPoint: () => void; onTake: () => void }) {
  return (
    <li
      id={`pick-${choice.id}`} role="option" aria-selected={on} data-testid={`pick-${choice.id}`} className={`hue-${choice.hue}`}
      onPointerMove={onPoint} onPointerDown={(event) => event.preventDefault()} onClick={onTake}
      ref={on ? (item) => item?.scrollIntoView({ block: "nearest" }) : undefined}
    >
      <span className="tile"><Icon name={choice.icon} size={13} /></span>
      <span className="cut grow">{choice.title}</span>
      <span className="muted small">{choice.side}</span>
    </li>
  );
}

function useSpot(box: React.RefObject<HTMLDivElement | null>, picking: Picking): React.CSSProperties {
  const [room, setRoom] = useState({ width: Infinity, height: Infinity });
  useEffect(() => {
    const parent = box.current?.offsetParent;
    if (parent) setRoom({ width: parent.clientWidth, height: parent.clientHeight });
  }, [box]);
  return {
    left: Math.max(8, Math.min(picking.at.x, room.width - WIDE - 8)), top: Math.max(8, Math.min(picking.at.y + 4, room.height - HIGH - 8)),
    width: WIDE, maxHeight: HIGH,
  };
}

function useChoices(picking: Picking, query: string, view: View): Choice[] {
  const catalogue = useEditor((state) => state.catalogue);
  return useMemo(() => {
    if (catalogue === null) return [];
    return picking.what === "add" ? kindsToAdd(picking, query, catalogue, view) : stepsToConnect(picking.from, query);
  }, [picking, query, catalogue, view]);
}

function kindsToAdd(picking: Extract<Picking, { what: "add" }>, query: string, catalogue: Catalogue, view: View): Choice[] {
  const { wire, place: spot } = picking;
  const port = wire && portOf(store.get().nodes.get(wire.node), wire);
  const kinds = search(catalogue.kinds, query).filter((kind) => !port || !wire || accepts(kind, port, wire.side, catalogue));
  return kinds.map((kind) => ({
    id: kind.name, title: kind.title, side: catalogue.categories.find((each) => each.name === kind.category)?.title ?? "",
    hue: kind.category, icon: kind.icon,
    take() {
      const here = editContext();
      if (here === null) return;
      const middle = spot ?? view.middle();
      insertStep(wire ? addOnWire(here, kind, middle, wire) : addAt(here, kind, middle));
    },
  }));
}

function portOf(node: NodeView | undefined, wire: { port: string; side: "source" | "target" }): Port | null {
  return (wire.side === "source" ? node?.outputs : node?.inputs)?.find((port) => port.name === wire.port) ?? null;
}

function accepts(kind: Kind, port: Port, side: "source" | "target", catalogue: Catalogue): boolean {
  return side === "source" ? kind.inputs.some((input) => fits(port.type, input.type, catalogue))
    : kind.outputs.some((output) => fits(output.type, port.type, catalogue));
}

function stepsToConnect(from: string, query: string): Choice[] {
  const here = editContext();
  const source = here?.nodes.get(from);
  if (!here || !source) return [];
  const wanted = query.trim().toLowerCase();
  const others = [...here.nodes.values()].filter((node) => node !== source && node.label.toLowerCase().includes(wanted));
  return others.flatMap((target) => {
    const joined = join(here, source, target);
    if (!("edit" in joined)) return [];
    const kind = store.get().kinds.get(target.kind);
    return [{
      id: target.id, title: target.label, side: kind?.title ?? target.kind, hue: kind?.category ?? "start",
      icon: kind?.icon ?? "circle", take: () => actions.edit(joined.edit),
    }];
  });
}
