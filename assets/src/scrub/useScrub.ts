// The position in a run's history: its events, the one chosen among them, and the state fetched for it.

import { useCallback, useEffect, useRef, useState } from "react";
import { api, userError } from "../server/api";
import type { EventView, RunView } from "../server/protocol";
import { actions, useEditor } from "../state";
import { playbackDelay } from "./timeline";

const PAUSE_MS = 50; // while the slider is dragged, only where it rests is fetched
const RENEW_MS = 250; // of a live run, at most this often

export interface Scrub {
  events: readonly EventView[];
  place: number; // 1-based; the last one is "now"
  playing: boolean;
  go: (place: number) => void;
  play: (on: boolean) => void;
}

export function useScrub(run: RunView | null): Scrub {
  const events = useEvents(run);
  const [wanted, setWanted] = useState<number | null>(null); // null: now
  const place = wanted === null ? events.length : Math.min(wanted, events.length);
  useMoment(run?.id ?? null, wanted === null ? null : events[place - 1]?.seq ?? null);
  const go = useCallback((next: number) => {
    setWanted(next >= events.length ? null : Math.max(1, next));
  }, [events.length]);
  const [playing, setPlaying] = usePlayback(events, place, go);
  const play = (on: boolean): void => {
    if (on && place >= events.length) go(1);
    setPlaying(on && events.length > 1);
  };
  return { events, place, playing, go, play };
}

/** Shows the run as it was after event `seq`; null shows it as it is now. */
function useMoment(run: number | null, seq: number | null): void {
  const scrubbed = useEditor((state) => state.scrubbed);
  const seen = useRef(new Map<string, RunView>());
  useEffect(() => {
    if (run === null || seq === null) {
      if (scrubbed !== null) actions.scrub(null);
      return;
    }
    const key = `${run}/${seq}`;
    const known = seen.current.get(key);
    if (known !== undefined) {
      if (scrubbed !== known) actions.scrub(known);
      return;
    }
    let gone = false;
    const timer = setTimeout(() => {
      api.runAt(run, seq).then((view) => {
        seen.current.set(key, view);
        if (!gone) actions.scrub(view);
      }).catch((cause: unknown) => {
        if (!gone) actions.fail(userError(cause, `run ${run} at event ${seq}`));
      });
    }, PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // `scrubbed` is what this sets; it is compared, not watched.
  }, [run, seq]);
}

/** Goes from event to event while it plays, and selects the step of each. */
function usePlayback(events: readonly EventView[], place: number, go: (place: number) => void): [boolean, (on: boolean) => void] {
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    if (place >= events.length) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => {
      go(place + 1);
      const event = events[place]; // the one gone to: places count from 1
      if (event !== undefined && event.node !== null) actions.select(event.node, event.path);
    }, playbackDelay(events, place));
    return () => clearTimeout(timer);
  }, [playing, place, events, go]);
  return [playing, setPlaying];
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
