// Other ways to begin in an empty document.

import { useRef, type JSX } from "react";
import { startKind } from "../document/start";
import { addKind } from "../flow/addStep";
import { api, userError } from "../server/api";
import { actions, useEditor } from "../state";
import { Icon } from "../ui/icons";

export function StartWith(): JSX.Element {
  const start = useEditor((state) => startKind(state.kinds));
  const file = useRef<HTMLInputElement>(null);
  const paste = (): void => {
    if (start === undefined) return;
    addKind(start);
    actions.setPanel("open");
    // The panel shows the new step's paste box in the next frames.
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-testid='run-with'] textarea")?.focus()));
  };
  const bring = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return;
    try {
      const { id } = await api.importFile(await chosen.text());
      location.assign(`/workflows/${encodeURIComponent(id)}`);
    } catch (cause) {
      actions.fail(userError(cause, chosen.name));
    }
  };
  return (
    <div className="line dx-start">
      <span className="small muted">or start with</span>
      {start !== undefined && (
        <button type="button" className="chip square" data-testid="start-paste" onClick={paste}><Icon name="clipboard-paste" size={14} />Paste text</button>
      )}
      <button type="button" className="chip square" data-testid="start-add" onClick={() => document.querySelector<HTMLElement>("[data-testid='palette-search']")?.focus()}>
        <Icon name="plus" size={14} />Add first step
      </button>
      <button type="button" className="chip square" data-testid="start-import" onClick={() => file.current?.click()}><Icon name="file-json" size={14} />Import a file</button>
      <input
        ref={file} type="file" accept=".json,application/json" className="unseen" tabIndex={-1} aria-hidden="true" data-testid="import-file"
        onChange={(event) => { void bring(event.target.files?.[0]); event.target.value = ""; }}
      />
    </div>
  );
}
