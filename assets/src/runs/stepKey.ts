// The address of a step within a run: cells, caches and URLs of run data go by it.

declare const isStepKey: unique symbol;
export type StepKey = string & { readonly [isStepKey]: true };

/** What carries the address of a step: a StepView, StepData or event. Without a path it is a node of the workflow itself. */
interface Addressed {
  node: string;
  path?: string;
}

/** Return the key of a step. `path` leads to the sub-workflow that runs it; it is "" for the workflow itself. */
export function stepKey(node: string, path: string): StepKey {
  return (path === "" ? node : `${path}/${node}`) as StepKey;
}

export function keyOf({ node, path = "" }: Addressed): StepKey {
  return stepKey(node, path);
}

/** The path of a step's routes, below that of its run. */
export function stepUrl(key: StepKey): string {
  return `/steps/${encodeURIComponent(key)}`;
}
