/** Marks the end of a `switch` over a union: tsc names this place when the union grows. */
export function unreachable(value: never): never {
  throw new Error(`a case is missing for ${JSON.stringify(value)}`);
}
