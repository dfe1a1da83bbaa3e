// [ and ] go through the steps, E to the next failed one.

import { hasFailed } from "../runs/status";
import { keyOf, type StepKey } from "../runs/stepKey";
import type { StepView } from "../server/protocol";
import { actions } from "../state";

type Step = Pick<StepView, "node" | "path" | "status">;

/** Return the step a key leads to; null when it leads nowhere. */
export function stepAfter(key: string, steps: readonly Step[], shown: StepKey | null): Step | null {
  const at = steps.findIndex((step) => keyOf(step) === shown);
  if (key === "[") return steps[at - 1] ?? null;
  if (key === "]") return steps[at + 1] ?? null;
  if (key.toLowerCase() !== "e") return null;
  const round = [...steps.slice(at + 1), ...steps.slice(0, at + 1)];
  return round.find(hasFailed) ?? null;
}

export function onStepNavigation(event: KeyboardEvent, steps: readonly StepView[], shown: StepKey | null): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
  const { target } = event;
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
  if (target.closest("[data-testid='dock'], [data-testid='canvas']") === null) return;
  const step = stepAfter(event.key, steps, shown);
  if (step === null) return;
  event.preventDefault();
  actions.select(step.node, step.path);
}
