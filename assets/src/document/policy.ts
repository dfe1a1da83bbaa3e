import type { Policy } from "../server/protocol";

// The defaults of engine/workflow/definition.py, keys in their order there.
export const DEFAULT_POLICY: Policy = {
  retry: { attempts: 3, first_s: 1, factor: 2, max_s: 300, jitter: 0.1 },
  timeout_s: null,
  on_failure: { then: "stop", value: null },
  join: "all",
};
