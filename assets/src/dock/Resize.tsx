// The dock's upper edge: dragged, or moved with the arrow keys. The height is kept for the next visit.

import { useState, type JSX, type KeyboardEvent, type PointerEvent } from "react";

const KEY = "treadle.dock.share";
const LEAST = 18;
const MOST = 75;
const USUAL = 38; // percent of the window's height

const within = (share: number): number => Math.min(MOST, Math.max(LEAST, share));

export function useShare(): [number, (share: number) => void] {
  const [share, setShare] = useState(stored);
  const change = (next: number): void => {
    setShare(within(next));
    try {
      localStorage.setItem(KEY, String(within(next)));
    } catch (cause) {
      console.warn("The dock's height could not be kept.", cause); // a forbidden storage costs the memory only
    }
  };
  return [share, change];
}

function stored(): number {
  try {
    const kept = Number(localStorage.getItem(KEY) ?? USUAL);
    return Number.isFinite(kept) ? within(kept) : USUAL;
  } catch {
    return USUAL; // storage is forbidden here
  }
}

export function Resize({ share, onShare }: { share: number; onShare: (share: number) => void }): JSX.Element {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onShare(((window.innerHeight - event.clientY) / window.innerHeight) * 100);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowUp: 4, ArrowDown: -4 }[event.key];
    if (by === undefined && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    onShare(by !== undefined ? share + by : event.key === "Home" ? LEAST : MOST);
  };
  return (
    <div
      className="td-resize" role="separator" tabIndex={0} aria-orientation="horizontal" aria-label="Height of the run data" aria-valuenow={Math.round(share)}
      aria-valuemin={LEAST} aria-valuemax={MOST} data-testid="dock-resize" onPointerDown={onPointerDown} onPointerMove={onPointerMove}
      onKeyDown={onKeyDown} onDoubleClick={() => onShare(USUAL)}
    />
  );
}
