// Everything the page knows about statuses. Words, tones and verbs are those of Python (server/labels.ts); glyphs, colours
// and what follows from a status are here. What is new in the protocol is missing in these tables, and tsc names it.
import type { Difference } from "../document/diff";
import { RUNS, STEPS, WAITS, type StepLabel, type Tone } from "../server/labels";
import type { RunStatus, StepStatus, StepView } from "../server/protocol";

/** How a step or a run is drawn; the class is-… gives the colour. */
export type Look = Tone | "idle" | "changed" | "stale";

/** The drawings of ui/StatusGlyph.tsx. */
export type GlyphName =
  | "dotted-ring" | "clock" | "spinner" | "check" | "pencil" | "dashed-ring" | "pause" | "repeat" | "slash" | "cross" | "stop";

/** Colours of ui/theme.css. */
type ColorToken = "--control" | "--running" | "--ok" | "--stale" | "--waiting" | "--warn" | "--skipped" | "--error";

interface LookRow {
  glyph: GlyphName;
  color: ColorToken;
  filled: boolean; // on the minimap: a filled box, or an outline for what has not run
  preview: boolean; // the step's second line shows its value, and not its config
}

export const LOOKS: Readonly<Record<Look, LookRow>> = {
  idle: { glyph: "dotted-ring", color: "--control", filled: false, preview: true },
  queued: { glyph: "clock", color: "--control", filled: false, preview: false },
  running: { glyph: "spinner", color: "--running", filled: true, preview: true },
  ok: { glyph: "check", color: "--ok", filled: true, preview: true },
  changed: { glyph: "pencil", color: "--stale", filled: true, preview: true },
  stale: { glyph: "dashed-ring", color: "--stale", filled: true, preview: true },
  waiting: { glyph: "pause", color: "--waiting", filled: true, preview: true },
  retrying: { glyph: "repeat", color: "--warn", filled: true, preview: true },
  skipped: { glyph: "slash", color: "--skipped", filled: false, preview: false },
  failed: { glyph: "cross", color: "--error", filled: true, preview: true },
  cancelled: { glyph: "stop", color: "--skipped", filled: true, preview: true },
};

type Stand = Pick<StepView, "status" | "wait">;

/** Return how a step is called and drawn: by its status, and while it waits by what it waits for. */
export function stepLabel({ status, wait }: Stand): StepLabel {
  return status === "waiting" && wait !== null ? WAITS[wait.for] : STEPS[status];
}

const TITLES = new Map([...Object.values(STEPS), ...Object.values(WAITS)].map(({ tone, title }) => [tone, title.toLowerCase()]));

/** Return a look in a word, within a sentence. */
export function wordOf(look: Look): string {
  switch (look) {
    case "idle": return "not run";
    case "changed": case "stale": return look;
    default: return TITLES.get(look) ?? look;
  }
}

/** `live`: the run goes on, so that a step without a result is queued and not left out. */
export function lookOf(step: Stand | null, live: boolean, changed: Difference | null = null): Look {
  if (step === null) return "idle";
  const { tone } = stepLabel(step);
  if (tone === "queued" && !live) return "idle";
  return changed !== null && !live ? changed : tone;
}

interface StepRow {
  phase: "before" | "active" | "ended";
  ran: boolean; // counts among the steps that ran to an end
  hasData: boolean; // its input and output can be fetched
  failed: boolean;
}

export const STEP_STATUSES: Readonly<Record<StepStatus, StepRow>> = {
  pending: { phase: "before", ran: false, hasData: false, failed: false },
  ready: { phase: "before", ran: false, hasData: false, failed: false },
  running: { phase: "active", ran: false, hasData: true, failed: false },
  waiting: { phase: "active", ran: false, hasData: true, failed: false },
  succeeded: { phase: "ended", ran: true, hasData: true, failed: false },
  failed: { phase: "ended", ran: true, hasData: true, failed: true },
  skipped: { phase: "ended", ran: false, hasData: false, failed: false },
  cancelled: { phase: "ended", ran: false, hasData: true, failed: false },
};

interface RunRow {
  live: boolean; // it goes on
  resume: string | null; // the button that goes on with it; null where it cannot
}

export const RUN_STATUSES: Readonly<Record<RunStatus, RunRow>> = {
  queued: { live: true, resume: null },
  running: { live: true, resume: null },
  cancelling: { live: true, resume: null },
  succeeded: { live: false, resume: null },
  failed: { live: false, resume: "Retry from failed step" },
  cancelled: { live: false, resume: "Go on from here" },
};

export function runLook(status: RunStatus): Look {
  return RUNS[status].tone;
}

export function isLive(status: RunStatus | undefined): boolean {
  return status !== undefined && RUN_STATUSES[status].live;
}

export function hasFailed(step: Pick<StepView, "status">): boolean {
  return STEP_STATUSES[step.status].failed;
}
