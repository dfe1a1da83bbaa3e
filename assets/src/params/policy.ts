// What a policy means, in a sentence. The waits follow engine/run/retry.py: both are tested against cases/waits.json.

import type { Policy } from "../server/protocol";

/** The waits between the attempts in seconds, without jitter. */
export function waits(retry: Policy["retry"]): number[] {
  const all: number[] = [];
  for (let attempt = 1; attempt < retry.attempts; attempt++) {
    all.push(Math.min(retry.max_s, retry.first_s * retry.factor ** (attempt - 1)));
  }
  return all;
}

/** "1 s", "1.5 s", "5 min", "2 h". */
export function seconds(value: number): string {
  const rounded = (number: number): string => String(Math.round(number * 10) / 10);
  if (value < 120) return `${rounded(value)} s`;
  return value < 7200 ? `${rounded(value / 60)} min` : `${rounded(value / 3600)} h`;
}

const THEN: Record<Policy["on_failure"]["then"], string> = {
  stop: "then the run stops", error_port: "then the error port is taken", default: "then it goes on with the value below",
};

/** "3 attempts; waits 1 s, then 2 s; then the run stops." */
export function sentence(policy: Policy): string {
  const { retry, timeout_s: timeout, on_failure: failure } = policy;
  const parts = [retry.attempts === 1 ? "1 attempt, no retry" : `${retry.attempts} attempts`];
  const pauses = waits(retry).map(seconds);
  const [first, second, third] = pauses;
  if (first !== undefined) {
    const start = [first, second, third].filter((pause) => pause !== undefined).join(", then ");
    parts.push(pauses.length > 3 ? `waits ${start} … at most ${pauses.at(-1) ?? ""}` : `waits ${start}`);
  }
  if (timeout !== null) parts.push(`each at most ${seconds(timeout)}`);
  parts.push(THEN[failure.then]);
  return `${parts.join("; ")}.`;
}
