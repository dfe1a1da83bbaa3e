// The run input of each workflow, stored for the next visit. Where storage is full or forbidden only the next visit is
// without it: the input in use is in the state.
import { isRecord } from "../document/json";

const keyOf = (workflow: string): string => `treadle.input.${workflow}`;

export function storeRunInput(workflow: string, input: Record<string, unknown>): void {
  try {
    localStorage.setItem(keyOf(workflow), JSON.stringify(input));
  } catch (cause) {
    console.warn("The run input could not be kept for the next visit.", cause);
  }
}

export function storedRunInput(workflow: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(workflow)) ?? "{}");
    return isRecord(found) ? found : {};
  } catch (cause) {
    console.warn("The run input of the last visit could not be read.", cause);
    return {};
  }
}
