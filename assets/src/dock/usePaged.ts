// A value that came cut: its text is paged in on demand, and becomes the whole value when the last page is there.

import { useEffect, useRef, useState } from "react";
import type { StepKey } from "../runs/stepKey";
import { api, userError } from "../server/api";
import type { Shown } from "../server/protocol";
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
  const [held, setHeld] = useState<Held | null>(null);
  const [loading, setLoading] = useState(false);
  const [progress, setProgress] = useState<{ key: string; loaded: number; total: number } | null>(null);
  const current = useRef(key);
  useEffect(() => {
    current.current = key;
  }, [key]);
  const mine = held !== null && held.key === key ? held : null;
  const whole = !shown.truncated || mine?.next === null;

  const step = async (before: Held | null): Promise<Held> => {
    const page = await api.value(place.run, place.step, place.side, shown.port, before?.next ?? 0);
    const pieces = [...(before?.pieces ?? []), page.text];
    const next: Held = {
      key, pieces, total: page.total, next: page.next, loaded: (before?.loaded ?? 0) + page.text.length,
      value: page.next === null ? wholeValue(pieces.join(""), shown) : undefined,
    };
    if (current.current === key) setProgress({ key, loaded: next.loaded, total: next.total ?? next.loaded });
    return next;
  };
  // Shown once, when all that was asked for is there: laying out a growing text with every page would be quadratic.
  const show = (next: Held): Held => {
    if (current.current === key) setHeld(next);
    return next;
  };
  const guarded = async (work: () => Promise<Held>): Promise<Held | null> => {
    setLoading(true);
    try {
      return await work();
    } catch (cause) {
      actions.fail(userError(cause, `the value of ${shown.title}`));
      return null;
    } finally {
      setLoading(false);
    }
  };
  const seen = progress !== null && progress.key === key ? progress : null;
  return {
    value: whole && mine !== null ? mine.value : shown.value,
    text: mine !== null && !whole ? mine.pieces.join("") : null,
    cut: !whole, loaded: seen?.loaded ?? 0, total: seen?.total ?? null, loading,
    more: () => { if (!loading && !whole) void guarded(async () => show(await step(mine))); },
    all: async () => {
      if (whole) return asTyped(mine?.value ?? shown.value);
      const done = await guarded(async () => {
        let at = await step(mine);
        while (at.next !== null && current.current === key) at = await step(at);
        return show(at);
      });
      return done === null ? "" : done.pieces.join("");
    },
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
