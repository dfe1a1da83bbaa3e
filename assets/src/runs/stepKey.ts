// The key of a step within a run: cells, caches and URLs of run data go by it. The same as `StepKey` of engine/ids.py.

declare const isStepKey: unique symbol;
export type StepKey = string & { readonly [isStepKey]: true };

/** Return the key of a step. `path` is its index in each frame around it: "3.0"; "" outside frames. */
export function stepKey(node: string, path: string): StepKey {
  return (path === "" ? node : `${node}[${path}]`) as StepKey;
}

export function keyOf({ node, path }: { node: string; path: string }): StepKey {
  return stepKey(node, path);
}

/** Return the address of one of a step's routes, below that of its run. */
export function stepUrl(key: StepKey, route: "" | "/value" = "", query: Readonly<Record<string, string>> = {}): string {
  const [node = "", path = ""] = key.split(/[[\]]/);
  const search = new URLSearchParams(path === "" ? query : { path, ...query }).toString();
  return `/steps/${encodeURIComponent(node)}${route}${search === "" ? "" : `?${search}`}`;
}
