// The position in a run's history: its events, the one chosen among them, and the state fetched for it.

import { useCallback, useEffect, useRef, useState } from "react";
import { api, userError } from "../server/api";
import type { EventView, RunView } from "../server/protocol";
import { actions, useEditor } from "../state";
import { playbackDelay } from "./timeline";

const PAUSE_MS = 50; // while the slider is dragged, only where it rests is fetched
const RENEW_MS = 250; // of a live run, at most this often

interface Scrub {
  events: readonly EventView[];
  place: number; // 1-based; the last one is "now"
  playing: boolean;
  go: (place: number) => void;
  play: (on: boolean) => void;
}

export function useScrub(run: RunView | null): Scrub {
  const events = useEvents(run);
  const scrubbed = useEditor((state) => state.scrubbed);
  const [wanted, setWanted] = useState<number | null>(null); // null: now
  const [playing, setPlaying] = useState(false);
  const id = run?.id ?? null;
  const seen = useRef(new Map<string, RunView>());
  const place = wanted === null ? events.length : Math.min(wanted, events.length);
  const seq = wanted === null ? null : events[place - 1]?.seq ?? null;

  useEffect(() => {
    if (id === null || seq === null) {
      if (scrubbed !== null) actions.scrub(null);
      return;
    }
    const key = `${id}/${seq}`;
    const known = seen.current.get(key);
    if (known !== undefined) {
      if (scrubbed !== known) actions.scrub(known);
      return;
    }
    let gone = false;
    const timer = setTimeout(() => {
      api.runAt(id, seq).then((view) => {
        seen.current.set(key, view);
        if (!gone) actions.scrub(view);
      }).catch((cause: unknown) => {
        if (!gone) actions.fail(userError(cause, `run ${id} at event ${seq}`));
      });
    }, PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // `scrubbed` is what this sets; it is compared, not watched.
  }, [id, seq]);

  const go = useCallback((next: number) => {
    const last = events.length;
    setWanted(next >= last ? null : Math.max(1, next));
  }, [events.length]);
  useEffect(() => {
    if (!playing) return;
    if (place >= events.length) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => {
      go(place + 1);
      const node = events[place]?.node; // of the event gone to: places count from 1
      if (node !== null && node !== undefined) actions.select(node);
    }, playbackDelay(events, place));
    return () => clearTimeout(timer);
  }, [playing, place, events, go]);
  const play = (on: boolean): void => {
    if (on && place >= events.length) go(1);
    setPlaying(on && events.length > 1);
  };
  return { events, place, playing, go, play };
}

/** The run's events, read again as it goes on. */
function useEvents(run: RunView | null): readonly EventView[] {
  const [held, setHeld] = useState<{ run: number; events: EventView[] } | null>(null);
  const id = run?.id ?? null;
  const seq = run?.seq ?? 0;
  const last = useRef(0);
  useEffect(() => {
    if (id === null) return;
    let gone = false;
    const timer = setTimeout(() => {
      last.current = Date.now();
      api.events(id).then((events) => {
        if (!gone) setHeld({ run: id, events });
      }).catch((cause: unknown) => {
        if (!gone) actions.fail(userError(cause, `the events of run ${id}`));
      });
    }, Math.max(0, last.current + RENEW_MS - Date.now()));
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [id, seq]);
  return held !== null && held.run === id ? held.events : NONE;
}

const NONE: readonly EventView[] = [];
