// Everything the page knows about statuses: words, colours, glyphs, and what follows from each. A status that is new in
// the protocol is missing in these tables, and tsc names them.
import type { Difference } from "../document/diff";
import type { RunStatus, StepStatus, StepView } from "../server/protocol";

/** How a step or a run is drawn; the class is-… gives the colour. */
export type Look =
  | "idle" | "queued" | "running" | "ok" | "changed" | "stale" | "waiting" | "retrying" | "skipped" | "failed"
  | "cancelled";

/** The drawings of ui/StatusGlyph.tsx. */
export type GlyphName =
  | "dotted-ring" | "clock" | "spinner" | "check" | "pencil" | "dashed-ring" | "pause" | "repeat" | "slash" | "cross" | "stop";

/** Colours of ui/theme.css. */
type ColorToken = "--control" | "--running" | "--ok" | "--stale" | "--waiting" | "--warn" | "--skipped" | "--error";

interface LookRow {
  word: string;
  glyph: GlyphName;
  color: ColorToken;
  filled: boolean; // on the minimap: a filled box, or an outline for what has not run
  preview: boolean; // the step's second line shows its value, and not its config
}

export const LOOKS: Readonly<Record<Look, LookRow>> = {
  idle: { word: "not run", glyph: "dotted-ring", color: "--control", filled: false, preview: true },
  queued: { word: "queued", glyph: "clock", color: "--control", filled: false, preview: false },
  running: { word: "running", glyph: "spinner", color: "--running", filled: true, preview: true },
  ok: { word: "succeeded", glyph: "check", color: "--ok", filled: true, preview: true },
  changed: { word: "changed", glyph: "pencil", color: "--stale", filled: true, preview: true },
  stale: { word: "stale", glyph: "dashed-ring", color: "--stale", filled: true, preview: true },
  waiting: { word: "waiting", glyph: "pause", color: "--waiting", filled: true, preview: true },
  retrying: { word: "retrying", glyph: "repeat", color: "--warn", filled: true, preview: true },
  skipped: { word: "skipped", glyph: "slash", color: "--skipped", filled: false, preview: false },
  failed: { word: "failed", glyph: "cross", color: "--error", filled: true, preview: true },
  cancelled: { word: "cancelled", glyph: "stop", color: "--skipped", filled: true, preview: true },
};

export type BarTone = "ok" | "running" | "failed" | "waiting" | "retry" | "cancelled";

interface StepRow {
  look: Look;
  bar: BarTone | null; // of the timeline; null: none is drawn
  phase: "before" | "active" | "ended";
  ran: boolean; // counts among the steps that ran to an end
  hasData: boolean; // its input and output can be fetched
  failed: boolean;
}

export const STEP_STATUSES: Readonly<Record<StepStatus, StepRow>> = {
  pending: { look: "queued", bar: null, phase: "before", ran: false, hasData: false, failed: false },
  ready: { look: "queued", bar: null, phase: "before", ran: false, hasData: false, failed: false },
  running: { look: "running", bar: "running", phase: "active", ran: false, hasData: true, failed: false },
  waiting: { look: "waiting", bar: "waiting", phase: "active", ran: false, hasData: true, failed: false },
  retrying: { look: "retrying", bar: "retry", phase: "active", ran: false, hasData: true, failed: false },
  succeeded: { look: "ok", bar: "ok", phase: "ended", ran: true, hasData: true, failed: false },
  failed: { look: "failed", bar: "failed", phase: "ended", ran: true, hasData: true, failed: true },
  skipped: { look: "skipped", bar: null, phase: "ended", ran: false, hasData: false, failed: false },
  cancelled: { look: "cancelled", bar: "cancelled", phase: "ended", ran: false, hasData: true, failed: false },
};

interface RunRow {
  look: Look;
  title: string; // of the run's own page
  verb: string; // after "Run 12"
  live: boolean; // it goes on
  resume: string | null; // the button that goes on with it; null where it cannot
}

export const RUN_STATUSES: Readonly<Record<RunStatus, RunRow>> = {
  queued: { look: "queued", title: "Queued", verb: "is queued", live: true, resume: null },
  running: { look: "running", title: "Running", verb: "", live: true, resume: null },
  cancelling: { look: "running", title: "Stopping", verb: "is stopping", live: true, resume: null },
  succeeded: { look: "ok", title: "Succeeded", verb: "succeeded", live: false, resume: null },
  failed: { look: "failed", title: "Failed", verb: "failed", live: false, resume: "Retry from failed step" },
  cancelled: { look: "cancelled", title: "Cancelled", verb: "was cancelled", live: false, resume: "Go on from here" },
};

/** `live`: the run goes on, so that a step without a result is queued and not left out. */
export function lookOf(step: StepView | null, live: boolean, changed: Difference | null = null): Look {
  if (step === null) return "idle";
  const { look } = STEP_STATUSES[step.status];
  if (look === "queued" && !live) return "idle";
  return changed !== null && !live ? changed : look;
}

export function runLook(status: RunStatus): Look {
  return RUN_STATUSES[status].look;
}

export function isLive(status: RunStatus | undefined): boolean {
  return status !== undefined && RUN_STATUSES[status].live;
}

export function hasFailed(step: Pick<StepView, "status">): boolean {
  return STEP_STATUSES[step.status].failed;
}
