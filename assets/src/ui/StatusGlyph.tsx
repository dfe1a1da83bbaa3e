// How a step's status looks: each a colour (class is-…), a glyph and a word.
import type { RunStatus, StepView } from "../server/protocol";

export type Look =
  | "idle" | "queued" | "running" | "ok" | "changed" | "stale" | "waiting" | "retrying" | "skipped" | "failed"
  | "cancelled";

export const words: Record<Look, string> = {
  idle: "not run", queued: "queued", running: "running", ok: "succeeded", changed: "changed", stale: "stale",
  waiting: "waiting", retrying: "retrying", skipped: "skipped", failed: "failed", cancelled: "cancelled",
};

const looks: Record<StepView["status"], Look> = {
  pending: "queued", ready: "queued", running: "running", waiting: "waiting", retrying: "retrying", succeeded: "ok",
  failed: "failed", skipped: "skipped", cancelled: "cancelled",
};

/** `live`: the run goes on, so that a step without a result is queued and not left out. */
export function lookOf(step: StepView | null, live: boolean, changed: "changed" | "stale" | null = null): Look {
  if (step === null) return "idle";
  const look = looks[step.status];
  if (look === "queued" && !live) return "idle";
  return changed !== null && !live ? changed : look;
}

export function isLive(status: RunStatus | undefined): boolean {
  return status === "queued" || status === "running" || status === "cancelling";
}

export function runLook(status: RunStatus): Look {
  switch (status) {
    case "queued": return "queued";
    case "running": case "cancelling": return "running";
    case "succeeded": return "ok";
    case "failed": return "failed";
    case "cancelled": return "cancelled";
  }
}

const paper = { fill: "none", stroke: "var(--surface)", strokeWidth: 1.7, strokeLinecap: "round", strokeLinejoin: "round" } as const;
const ink = { fill: "none", stroke: "currentColor", strokeWidth: 1.6, strokeLinecap: "round", strokeLinejoin: "round" } as const;
const disc = <circle cx="8" cy="8" r="7" fill="currentColor" />;
const ring = <circle cx="8" cy="8" r="6.2" {...ink} />;

const shapes: Record<Look, React.ReactNode> = {
  idle: <circle cx="8" cy="8" r="6.2" {...ink} strokeDasharray="1.6 2.3" opacity="0.7" />,
  queued: <>{ring}<path d="M8 4.8V8l2.2 1.5" {...ink} /></>,
  running: <><circle cx="8" cy="8" r="6" {...ink} strokeWidth="2.2" opacity="0.25" /><path className="spin" d="M8 2a6 6 0 0 1 6 6" {...ink} strokeWidth="2.2" /></>,
  ok: <>{disc}<path d="m4.9 8.2 2.1 2.2 4.2-4.5" {...paper} /></>,
  changed: <>{disc}<path d="m9.7 4.6 1.7 1.7-4.7 4.8H5V9.3z" {...paper} strokeWidth="1.4" /></>,
  stale: <><circle cx="8" cy="8" r="6.2" {...ink} strokeDasharray="3 2.57" /><circle cx="8" cy="8" r="2" fill="currentColor" /></>,
  waiting: <><rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="currentColor" /><path d="M6.2 5.2v5.6M9.8 5.2v5.6" {...paper} /></>,
  retrying: <><path d="M13.2 8A5.2 5.2 0 1 1 11.4 4" {...ink} strokeWidth="1.9" /><path d="M13.6 1.8v3.4h-3.4" {...ink} strokeWidth="1.9" /></>,
  skipped: <>{ring}<path d="m3.8 12.2 8.4-8.4" {...ink} /></>,
  failed: <><path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" /><path d="m5.6 5.6 4.8 4.8M10.4 5.6l-4.8 4.8" {...paper} /></>,
  cancelled: <>{disc}<rect x="5.4" y="5.4" width="5.2" height="5.2" rx="0.8" fill="var(--surface)" /></>,
};

/** Takes its colour from the nearest is-… class. */
export function Glyph({ look }: { look: Look }) {
  return <svg className="glyph" viewBox="0 0 16 16" aria-hidden>{shapes[look]}</svg>;
}
