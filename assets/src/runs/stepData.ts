// What is known of the steps' inputs and outputs, by run and moment.
import type { StepData, StepView } from "../server/protocol";
import { keyOf, type StepKey } from "./stepKey";

const MOST = 60; // moments kept

/** Name a step in one state of one run; `at` is the run's sequence number where the past is shown. */
export function momentOf(run: number, step: StepView, at: number | null): string {
  return [run, keyOf(step), at ?? "now", step.status, step.wait?.for ?? "", step.attempt, step.finished_at ?? ""].join("/");
}

class StepDataCache {
  private readonly byMoment = new Map<string, StepData>();
  private readonly latest = new Map<StepKey, StepData>(); // what was last seen of a step, in whatever run

  get(moment: string): StepData | undefined {
    return this.byMoment.get(moment);
  }

  lastOf(step: StepKey): StepData | null {
    return this.latest.get(step) ?? null;
  }

  put(moment: string, data: StepData): void {
    this.byMoment.set(moment, data);
    this.latest.set(keyOf(data), data);
    const oldest = this.byMoment.keys().next();
    if (this.byMoment.size > MOST && !oldest.done) this.byMoment.delete(oldest.value);
  }

  /** Keep what the server sent along with a status, if it is of the same attempt. */
  takeSent(run: number, step: StepView, data: StepData): void {
    if (data.status === step.status && data.attempt === step.attempt) this.put(momentOf(run, step, null), data);
  }
}

export const stepData = new StepDataCache();
