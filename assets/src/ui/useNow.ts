// The current time for components. All that update at one rate share a timer, and it stops when none is left.
import { useCallback, useSyncExternalStore } from "react";

interface Ticker {
  now: number;
  listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | null;
}

const tickers = new Map<number, Ticker>();
const never = (): (() => void) => () => undefined;

/** Epoch seconds, renewed every `every` milliseconds while `on`. */
export function useNow(every: number, on = true): number {
  const subscribe = useCallback((listener: () => void) => listen(every, listener), [every]);
  const read = (): number => tickerOf(every).now;
  return useSyncExternalStore(on ? subscribe : never, read, read);
}

function tickerOf(every: number): Ticker {
  let ticker = tickers.get(every);
  if (!ticker) {
    ticker = { now: Date.now() / 1000, listeners: new Set(), timer: null };
    tickers.set(every, ticker);
  }
  if (ticker.timer === null && Date.now() / 1000 - ticker.now > every / 1000) ticker.now = Date.now() / 1000;
  return ticker;
}

function listen(every: number, listener: () => void): () => void {
  const ticker = tickerOf(every);
  ticker.listeners.add(listener);
  ticker.timer ??= setInterval(() => {
    ticker.now = Date.now() / 1000;
    for (const each of ticker.listeners) each();
  }, every);
  return () => {
    ticker.listeners.delete(listener);
    if (ticker.listeners.size > 0 || ticker.timer === null) return;
    clearInterval(ticker.timer);
    ticker.timer = null;
  };
}
