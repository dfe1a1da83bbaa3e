// What the panes show of a step: fetched when the step changes, kept per moment, never blank while the next is fetched.

import { useEffect, useState } from "react";
import { api, userError } from "../server/api";
import type { StepData, StepView, UserError } from "../server/protocol";
import { useEditor } from "../state";

const KEPT = 60;
const BETWEEN_MS = 100; // a live run shows each step in passing: of those only some are fetched
let asked = -BETWEEN_MS;
const cache = new Map<string, StepData>();
const latest = new Map<string, StepData>(); // by node: what was last seen of it, in whatever run

export interface StepShown {
  data: StepData | null;
  fresh: boolean; // false: `data` is from before and is shown dimmed
  fault: UserError | null;
}

/** A step in one state of one run; the run's sequence number where the past is shown. */
export function momentOf(run: number, step: StepView, at: number | null): string {
  return [run, step.node, at ?? "now", step.status, step.attempt, step.finished_at ?? ""].join("/");
}

export function useStepData(run: number | null, step: StepView | null, at: number | null): StepShown {
  const key = run === null || step === null ? null : momentOf(run, step, at);
  const node = step?.node ?? null;
  const idle = step === null || step.status === "pending" || step.status === "ready" || step.status === "skipped";
  const [, setTurn] = useState(0);
  const [fault, setFault] = useState<{ key: string; error: UserError } | null>(null);
  const connected = useEditor((state) => state.connected); // what could not be fetched is fetched once it is back
  useEffect(() => {
    if (key === null || run === null || node === null || idle || cache.has(key)) return;
    const stop = new AbortController();
    const ask = (): void => {
      asked = performance.now();
      api.step(run, node, at, stop.signal).then((data) => {
        keep(key, node, data);
        setFault(null);
        setTurn((turn) => turn + 1);
      }).catch((cause: unknown) => {
        if (!stop.signal.aborted) setFault({ key, error: userError(cause, `step ${node}`) });
      });
    };
    const wait = asked + BETWEEN_MS - performance.now();
    const later = setTimeout(ask, Math.max(0, wait));
    return () => {
      clearTimeout(later);
      stop.abort();
    };
  }, [key, run, node, at, idle, connected]);
  const found = key === null ? undefined : cache.get(key);
  const wrong = fault !== null && fault.key === key ? fault.error : null;
  if (found !== undefined && node !== null) {
    return { data: found, fresh: true, fault: wrong };
  }
  // The past shows nothing that had not happened yet.
  const before = node === null || at !== null ? undefined : latest.get(node);
  return { data: before ?? null, fresh: false, fault: wrong };
}

/** What Python sent along with a status. */
export function arrived(run: number, step: StepView, data: StepData): void {
  if (data.status === step.status && data.attempt === step.attempt) keep(momentOf(run, step, null), step.node, data);
}

function keep(key: string, node: string, data: StepData): void {
  cache.set(key, data);
  latest.set(node, data);
  const oldest = cache.keys().next();
  if (cache.size > KEPT && !oldest.done) cache.delete(oldest.value);
}
