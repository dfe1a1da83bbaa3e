// A value that came cut: its text is paged in on demand, and becomes the whole value when the last page is there.

import { useEffect, useRef, useState } from "react";
import type { StepKey } from "../runs/stepKey";
import { api, userError } from "../server/api";
import type { Shown, ValuePage } from "../server/protocol";
import { actions } from "../state";

export interface Place {
  run: number;
  step: StepKey;
  side: "input" | "output";
  at: string; // tells this moment of the step from another
}

export interface Paged {
  value: unknown; // the whole one once it is loaded
  text: string | null; // what is loaded of its text, while it is not whole
  cut: boolean;
  loaded: number; // characters
  total: number | null; // characters, once known
  loading: boolean;
  more: () => void;
  all: () => Promise<string>;
}

interface Held {
  key: string;
  pieces: string[];
  loaded: number;
  total: number | null;
  next: number | null;
  value: unknown;
}

export function usePaged(place: Place, shown: Shown): Paged {
  const key = `${place.run}/${place.step}/${place.side}/${shown.port}/${place.at}/${shown.bytes}`;
  const { held, progress, loading, load, loadAll } = useLoader(key, place, shown);
  const whole = !shown.truncated || held?.next === null;
  return {
    value: whole && held !== null ? held.value : shown.value,
    text: held !== null && !whole ? held.pieces.join("") : null,
    cut: !whole, loaded: progress?.loaded ?? 0, total: progress?.total ?? null, loading,
    more: () => { if (!loading && !whole) void load(); },
    all: async () => {
      if (whole) return asTyped(held?.value ?? shown.value);
      const done = await loadAll();
      return done === null ? "" : done.pieces.join("");
    },
  };
}

interface Progress {
  key: string;
  loaded: number;
  total: number;
}

interface Loader {
  held: Held | null; // of this value
  progress: Progress | null;
  loading: boolean;
  load: () => Promise<Held | null>; // the next page
  loadAll: () => Promise<Held | null>; // every page that is left
}

/** Loads the pages of the value that `key` names. What arrives after the key has changed is dropped. */
function useLoader(key: string, place: Place, shown: Shown): Loader {
  const [held, setHeld] = useState<Held | null>(null);
  const [loading, setLoading] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const current = useRef(key);
  useEffect(() => {
    current.current = key;
  }, [key]);
  const mine = held !== null && held.key === key ? held : null;
  const next = async (before: Held | null): Promise<Held> => {
    const after = withPage(key, before, await api.value(place.run, place.step, place.side, shown.port, before?.next ?? 0), shown);
    if (current.current === key) setProgress({ key, loaded: after.loaded, total: after.total ?? after.loaded });
    return after;
  };
  // Shown once, when all that was asked for is there: laying out a growing text with every page would be quadratic.
  const guarded = async (work: () => Promise<Held>): Promise<Held | null> => {
    setLoading(true);
    try {
      const done = await work();
      if (current.current === key) setHeld(done);
      return done;
    } catch (cause) {
      actions.fail(userError(cause, `the value of ${shown.title}`));
      return null;
    } finally {
      setLoading(false);
    }
  };
  const loadAll = (): Promise<Held | null> => guarded(async () => {
    let at = await next(mine);
    while (at.next !== null && current.current === key) at = await next(at);
    return at;
  });
  return { held: mine, progress: progress?.key === key ? progress : null, loading, load: () => guarded(() => next(mine)), loadAll };
}

function withPage(key: string, before: Held | null, page: ValuePage, shown: Shown): Held {
  const pieces = [...(before?.pieces ?? []), page.text];
  return {
    key, pieces, total: page.total, next: page.next, loaded: (before?.loaded ?? 0) + page.text.length,
    value: page.next === null ? wholeValue(pieces.join(""), shown) : undefined,
  };
}

function asTyped(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}

/** A text is its own text; anything else arrives as JSON text. */
function wholeValue(text: string, shown: Shown): unknown {
  if (typeof shown.value === "string") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // not JSON after all: shown as the text that came
  }
}
