// What the panes show of a step: fetched when the step changes, and never blank while the next is fetched.

import { useEffect, useState } from "react";
import { STEP_STATUSES } from "../runs/status";
import { momentOf, stepData } from "../runs/stepData";
import { keyOf } from "../runs/stepKey";
import { api, userError } from "../server/api";
import type { StepData, StepView, UserError } from "../server/protocol";
import { useEditor } from "../state";

const BETWEEN_MS = 100; // a live run shows each step in passing: of those only some are fetched
let asked = -BETWEEN_MS;

export interface StepShown {
  data: StepData | null;
  fresh: boolean; // false: `data` is from before and is shown dimmed
  fault: UserError | null;
}

export function useStepData(run: number | null, step: StepView | null, at: number | null): StepShown {
  const moment = run === null || step === null ? null : momentOf(run, step, at);
  const key = step === null ? null : keyOf(step);
  const fetchable = step !== null && STEP_STATUSES[step.status].hasData;
  const [, setTurn] = useState(0);
  const [fault, setFault] = useState<{ moment: string; error: UserError } | null>(null);
  const connected = useEditor((state) => state.connected); // what could not be fetched is fetched once it is back
  useEffect(() => {
    if (moment === null || run === null || key === null || !fetchable || stepData.get(moment) !== undefined) return;
    const stop = new AbortController();
    const ask = (): void => {
      asked = performance.now();
      api.step(run, key, at, stop.signal).then((data) => {
        stepData.put(moment, data);
        setFault(null);
        setTurn((turn) => turn + 1);
      }).catch((cause: unknown) => {
        if (!stop.signal.aborted) setFault({ moment, error: userError(cause, `step ${key}`) });
      });
    };
    const wait = asked + BETWEEN_MS - performance.now();
    const later = setTimeout(ask, Math.max(0, wait));
    return () => {
      clearTimeout(later);
      stop.abort();
    };
  }, [moment, run, key, at, fetchable, connected]);
  const found = moment === null ? undefined : stepData.get(moment);
  const wrong = fault !== null && fault.moment === moment ? fault.error : null;
  if (found !== undefined) return { data: found, fresh: true, fault: wrong };
  // The past shows nothing that had not happened yet.
  return { data: key === null || at !== null ? null : stepData.lastOf(key), fresh: false, fault: wrong };
}
