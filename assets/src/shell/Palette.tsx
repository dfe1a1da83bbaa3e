import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { addKind } from "../flow/addStep";
import { focusCanvas } from "../flow/canvasUi";
import { KIND_TYPE, search } from "../flow/palette";
import type { Catalogue, Kind } from "../server/protocol";
import { useEditor } from "../state";
import { Icon } from "../ui/icons";

/** The kinds of steps by category: click or Enter adds one, dragging puts it where it is dropped. */
export function Palette() {
  const catalogue = useEditor((state) => state.catalogue);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const found = useMemo(() => (catalogue && query.trim() !== "" ? search(catalogue.kinds, query) : null), [catalogue, query]);
  const add = (kind: Kind | undefined): void => {
    if (!kind) return;
    addKind(kind);
    setQuery("");
    focusCanvas();
  };
  const keys = (event: KeyboardEvent): void => {
    const last = (found?.length ?? 1) - 1;
    if (event.key === "ArrowDown" && found) setAt(Math.min(at + 1, last));
    else if (event.key === "ArrowUp" && found) setAt(Math.max(at - 1, 0));
    else if (event.key === "ArrowDown") list.current?.querySelector("button")?.focus();
    else if (event.key === "Enter" && !event.ctrlKey && found) add(found[at]);
    else if (event.key === "Escape" && query !== "") setQuery("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const list = useRef<HTMLDivElement>(null);
  return (
    <aside className="palette" aria-label="Steps to add" data-testid="palette">
      <div className="palette-search">
        <Icon name="search" size={14} />
        <input
          ref={field} className="input" placeholder="Add a step" aria-label="Add a step" value={query} data-testid="palette-search"
          onChange={(event) => { setQuery(event.target.value); setAt(0); }} onKeyDown={keys}
        />
        {query === "" && <kbd>/</kbd>}
      </div>
      <div className="palette-list" ref={list} onKeyDown={walkList}>
        {found ? <Found kinds={found} at={at} query={query} add={add} /> : catalogue && <Groups catalogue={catalogue} add={add} />}
      </div>
    </aside>
  );
}

function Found({ kinds, at, query, add }: { kinds: Kind[]; at: number; query: string; add: (kind: Kind) => void }) {
  if (kinds.length === 0) return <p className="palette-none">No step is called “{query.trim()}”.</p>;
  return <ul>{kinds.map((kind, index) => <Item key={kind.name} kind={kind} on={index === at} add={add} />)}</ul>;
}

function Groups({ catalogue, add }: { catalogue: Catalogue; add: (kind: Kind) => void }) {
  const [shut, setShut] = useState<ReadonlySet<string>>(new Set());
  const toggle = (name: string): void => {
    const next = new Set(shut);
    if (!next.delete(name)) next.add(name);
    setShut(next);
  };
  return catalogue.categories.map(({ name, title }) => {
    const kinds = catalogue.kinds.filter((kind) => kind.category === name);
    if (kinds.length === 0) return null;
    const open = !shut.has(name);
    return (
      <section key={name}>
        <button className="palette-group" aria-expanded={open} data-testid={`group-${name}`} onClick={() => toggle(name)}>
          <Icon name={open ? "chevron-down" : "chevron-right"} size={12} /><span className="grow">{title}</span><span className="palette-count">{kinds.length}</span>
        </button>
        {open && <ul>{kinds.map((kind) => <Item key={kind.name} kind={kind} on={false} add={add} />)}</ul>}
      </section>
    );
  });
}

function Item({ kind, on, add }: { kind: Kind; on: boolean; add: (kind: Kind) => void }) {
  return (
    <li>
      <button
        className={`palette-item hue-${kind.category}${on ? " on" : ""}`} draggable title={kind.help} data-testid={`kind-${kind.name}`}
        ref={on ? (item) => item?.scrollIntoView({ block: "nearest" }) : undefined} onClick={() => add(kind)}
        onDragStart={(event) => {
          event.dataTransfer.setData(KIND_TYPE, kind.name);
          event.dataTransfer.effectAllowed = "copy";
        }}
      >
        <span className="tile"><Icon name={kind.icon} size={13} /></span><span className="cut">{kind.title}</span>
      </button>
    </li>
  );
}

function walkList(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const now = buttons.indexOf(event.target as HTMLButtonElement);
  buttons[now + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  event.preventDefault();
}
