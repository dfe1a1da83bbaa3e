// Messages to the server over the socket. The element sets the emitter when it mounts; the development page sets its own.
import type { Messages } from "./protocol";

export type Emit = <K extends keyof Messages>(event: K, payload: Messages[K]) => void;

const LARGEST = 150_000; // characters: each is up to 3 bytes, escaping may double them, and the socket drops what is over 1 MB

/** Say whether the socket takes a message of this size; larger ones go by POST. */
export function fits(payload: unknown): boolean {
  return JSON.stringify(payload).length <= LARGEST;
}

let emitter: Emit | null = null;

export function setTransport(emit: Emit | null): void {
  emitter = emit;
}

export const send: Emit = (event, payload) => {
  if (emitter === null) throw new Error(`nothing is connected to send "${event}" to`);
  emitter(event, payload);
};
