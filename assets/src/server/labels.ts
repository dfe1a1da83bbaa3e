// Written by `make docs` (python -m app.reference) from engine/run/labels.py. Change that, not this file.

import type { RunStatus, StepStatus, StepView, Trigger } from "./protocol";

export type Tone = "queued" | "running" | "waiting" | "retrying" | "ok" | "failed" | "skipped" | "cancelled";

export interface StepLabel {
  title: string;
  tone: Tone;
}

export interface RunLabel extends StepLabel {
  verb: string; // Follows the run's name.
}

export const STEPS: Record<StepStatus, StepLabel> = {
  pending: { title: "Queued", tone: "queued" },
  ready: { title: "Queued", tone: "queued" },
  running: { title: "Running", tone: "running" },
  waiting: { title: "Waiting", tone: "waiting" },
  succeeded: { title: "Succeeded", tone: "ok" },
  failed: { title: "Failed", tone: "failed" },
  skipped: { title: "Skipped", tone: "skipped" },
  cancelled: { title: "Cancelled", tone: "cancelled" },
};

export const WAITS: Record<NonNullable<StepView["wait"]>["for"], StepLabel> = {
  timer: { title: "Waiting", tone: "waiting" },
  retry: { title: "Retrying", tone: "retrying" },
};

export const RUNS: Record<RunStatus, RunLabel> = {
  queued: { title: "Queued", tone: "queued", verb: "is queued" },
  running: { title: "Running", tone: "running", verb: "is running" },
  cancelling: { title: "Stopping", tone: "running", verb: "is stopping" },
  succeeded: { title: "Succeeded", tone: "ok", verb: "succeeded" },
  failed: { title: "Failed", tone: "failed", verb: "failed" },
  cancelled: { title: "Cancelled", tone: "cancelled", verb: "was cancelled" },
};

export const TRIGGERS: Record<Trigger, string> = {
  editor: "Editor",
  api: "API",
  cli: "Command line",
};
