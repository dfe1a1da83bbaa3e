// Two stores over useSyncExternalStore: one value with selectors, and one cell per key, so that a batch of step
// statuses renders only the nodes it names.
import { useSyncExternalStore } from "react";

type Listener = () => void;

export interface Store<S> {
  get(): S;
  set(change: Partial<S>): void;
  subscribe(listener: Listener): () => void;
}

export function createStore<S extends object>(initial: S): Store<S> {
  let state = initial;
  const listeners = new Set<Listener>();
  return {
    get: () => state,
    set(change) {
      const keys = Object.keys(change) as (keyof S)[];
      if (keys.every((key) => Object.is(change[key], state[key]))) return;
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The selector must give the same object for the same state: select parts, do not build new ones. */
export function useStore<S, T>(store: Store<S>, selector: (state: S) => T): T {
  const read = (): T => selector(store.get());
  return useSyncExternalStore(store.subscribe, read, read);
}

export class Cells<K, V> {
  readonly values = new Map<K, V>();
  private readonly byKey = new Map<K, Set<Listener>>();
  private readonly whole = new Set<Listener>();
  private listed: readonly V[] | null = null;

  /** All values in the order of their keys' first arrival; the same array until a value changes. */
  list = (): readonly V[] => (this.listed ??= [...this.values.values()]);

  put(changed: Iterable<readonly [K, V]>): void {
    const keys: K[] = [];
    for (const [key, value] of changed) {
      this.values.set(key, value);
      keys.push(key);
    }
    if (keys.length > 0) this.wake(keys);
  }

  replace(all: Iterable<readonly [K, V]>): void {
    const before = [...this.values.keys()];
    this.values.clear();
    for (const [key, value] of all) this.values.set(key, value);
    this.wake(new Set([...before, ...this.values.keys()]));
  }

  watch(key: K, listener: Listener): () => void {
    const listeners = this.byKey.get(key) ?? new Set<Listener>();
    this.byKey.set(key, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.byKey.get(key) === listeners) this.byKey.delete(key);
    };
  }

  watchAll = (listener: Listener): (() => void) => {
    this.whole.add(listener);
    return () => this.whole.delete(listener);
  };

  private wake(keys: Iterable<K>): void {
    this.listed = null;
    for (const key of keys) for (const listener of this.byKey.get(key) ?? []) listener();
    for (const listener of this.whole) listener();
  }
}
