// Below the value: how it was made, the attempts it took, the key by which its effects are told apart.

import type { JSX } from "react";
import { unreachable } from "../document/unreachable";
import { stepLabel } from "../runs/status";
import type { StepData, StepView } from "../server/protocol";
import { duration, clock } from "../ui/format";
import { footer } from "./view";

export function StepFacts({ data, step, now }: { data: StepData; step: StepView; now: number }): JSX.Element | null {
  const made = footer(data.notes);
  const many = data.attempts.length > 1;
  const failed = failedAttempt(step);
  if (made === "" && !many && !failed) return null;
  return (
    <footer className="td-facts" data-testid="step-facts">
      {made !== "" && <p data-testid="notes">{made}</p>}
      {many && (
        <ol aria-label="Attempts" data-testid="attempts">
          {data.attempts.map((one) => (
            <li key={one.attempt} className={one.error === null ? "" : "td-failedtry"}>
              <span>Attempt {one.attempt}</span>
              <span className="muted">{clock(one.started_at, now)}</span>
              <span className="muted">{one.finished_at === null ? "running" : duration((one.finished_at - one.started_at) * 1000)}</span>
              <span className="cut" title={one.error?.what}>{one.error?.what ?? (one.finished_at === null ? "" : "succeeded")}</span>
            </li>
          ))}
        </ol>
      )}
      {(many || failed) && data.idempotency_key !== "" && <p>Idempotency key <code>{data.idempotency_key}</code></p>}
    </footer>
  );
}

/** Whether the attempt shown has failed, for good or to be tried again. */
function failedAttempt(step: StepView): boolean {
  const { tone } = stepLabel(step);
  switch (tone) {
    case "failed": case "retrying": return true;
    case "queued": case "running": case "waiting": case "ok": case "skipped": case "cancelled": return false;
    default: return unreachable(tone);
  }
}
