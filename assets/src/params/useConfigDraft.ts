// The changes of a form that are not sent yet. They show at once, and are sent as one edit after a pause or on blur.

import { useCallback, useEffect, useRef, useState } from "react";
import type { NodeView } from "../server/protocol";
import { actions } from "../state";
import { editQueue } from "../state/edits";

const PAUSE_MS = 250;

interface Draft {
  node: string;
  changes: Record<string, unknown>;
}

interface ConfigDraft {
  config: Record<string, unknown>; // the node's, with what is not sent yet
  change: (name: string, value: unknown, valid?: boolean) => void; // null: back to the default; an invalid value is shown, not sent
  commit: () => void;
}

/** Split gathered changes into what is set and what goes back to its default. */
function editOf(draft: Draft): { do: "set_config"; node: string; changes: Record<string, unknown>; unset: string[] } {
  const entries = Object.entries(draft.changes);
  return {
    do: "set_config", node: draft.node,
    changes: Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined)),
    unset: entries.filter(([, value]) => value === null || value === undefined).map(([name]) => name),
  };
}

export function useConfigDraft(node: NodeView): ConfigDraft {
  const [draft, setDraft] = useState<Draft>({ node: node.id, changes: {} });
  const latest = useRef(draft);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const invalid = useRef(new Set<string>());
  const keep = (next: Draft): void => {
    latest.current = next;
    setDraft(next);
  };
  const commit = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    const { node, changes } = latest.current;
    const entries = Object.entries(changes);
    const gathered = entries.filter(([name]) => !invalid.current.has(name));
    if (gathered.length === 0) return;
    keep({ node, changes: Object.fromEntries(entries.filter(([name]) => invalid.current.has(name))) });
    actions.edit(editOf({ node, changes: Object.fromEntries(gathered) }));
  }, []);
  const change = useCallback((name: string, value: unknown, valid = true) => {
    if (valid) invalid.current.delete(name);
    else invalid.current.add(name);
    keep({ node: node.id, changes: { ...latest.current.changes, [name]: value } });
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(commit, PAUSE_MS);
  }, [commit, node.id]);
  // The panel is keyed by node: leaving it for another node sends what is still here.
  useEffect(() => {
    const stop = editQueue.beforeFlush(commit);
    return () => {
      stop();
      commit();
    };
  }, [commit]);
  return { config: withChanges(node.config, draft.changes), change, commit };
}

function withChanges(before: Record<string, unknown>, changes: Record<string, unknown>): Record<string, unknown> {
  const config = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined) delete config[name];
    else config[name] = value;
  }
  return config;
}
