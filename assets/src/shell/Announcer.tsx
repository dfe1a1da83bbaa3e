import { useEffect, useRef, useState } from "react";
import { hasFailed, isLive } from "../runs/status";
import { RUNS } from "../server/labels";
import type { RunView } from "../server/protocol";
import { useEditor } from "../state";
import { duration } from "../ui/format";

/** The live region for screen readers: the start of a run, failures while it goes on, and its end. */
export function Announcer() {
  const run = useEditor((state) => state.run);
  const [text, setText] = useState("");
  const before = useRef<RunView | null>(null);
  useEffect(() => {
    const news = run === null ? null : announcementOf(before.current, run);
    before.current = run;
    if (news !== null) setText(news);
  }, [run]);
  return <div className="unseen" aria-live="polite" data-testid="announcer">{text}</div>;
}

function announcementOf(before: RunView | null, run: RunView): string | null {
  if (before?.id !== run.id) return isLive(run.status) ? `Run ${run.id} started.` : null;
  if (isLive(before.status) && !isLive(run.status)) {
    const took = run.duration_ms === null ? "" : ` after ${duration(run.duration_ms)}`;
    return `Run ${run.id} ${RUNS[run.status].title.toLowerCase()}${took}.${run.error ? ` ${run.error.what}` : ""}`;
  }
  if (!isLive(before.status) && isLive(run.status)) return `Run ${run.id} goes on.`;
  const failed = run.steps.find((step, index) => {
    const old = before.steps[index];
    return hasFailed(step) && !(old && hasFailed(old));
  });
  return failed ? `${failed.label} failed.` : null;
}
