// The history of a run: the canvas and the dock show the state after the event chosen here. Run mode only.
//
// data-testid: scrubber, scrub-previous, scrub-play, scrub-next, scrub-end, scrub-slider (role slider; arrows, Page
//   Up/Down, Home, End), scrub-place ("Event 3 of 23"), scrub-text, scrub-bar-<step>-<attempt> (data-tone).

import { useMemo, type JSX, type KeyboardEvent, type PointerEvent } from "react";
import { eventBars, type Bar } from "../runs/bars";
import { isLive } from "../runs/status";
import { keyOf, type StepKey } from "../runs/stepKey";
import type { EventView, RunView } from "../server/protocol";
import { useEditor } from "../state";
import { duration } from "../ui/format";
import { Icon } from "../ui/icons";
import { useNow } from "../ui/useNow";
import { useWidth } from "../ui/useWidth";
import { nearest, packLanes, PAD, ticks, tickText, timeScale, type TimeScale } from "./timeline";
import { useScrub, type Scrub } from "./useScrub";

const TOP = 26;
const ROOM = 36; // for the lanes
const AXIS = 70;
const HEIGHT = 88;

export function Scrubber(): JSX.Element | null {
  const mode = useEditor((state) => state.mode);
  const run = useEditor((state) => state.run);
  const scrub = useScrub(mode === "run" ? run : null);
  if (mode !== "run" || run === null) return null;
  return (
    <div className="float ts-scrub" role="group" aria-label="History of the run" data-testid="scrubber">
      <Controls scrub={scrub} />
      <Timeline run={run} scrub={scrub} />
    </div>
  );
}

function Controls({ scrub }: { scrub: Scrub }): JSX.Element {
  const { events, place } = scrub;
  const last = place >= events.length;
  return (
    <div className="ts-controls">
      <div className="line ts-buttons">
        <Control icon="skip-back" label="Previous event" testid="scrub-previous" disabled={place <= 1} onClick={() => scrub.go(place - 1)} />
        <Control icon={scrub.playing ? "pause" : "play"} label={scrub.playing ? "Pause" : "Play the run"} testid="scrub-play" disabled={events.length < 2} onClick={() => scrub.play(!scrub.playing)} />
        <Control icon="skip-forward" label="Next event" testid="scrub-next" disabled={last} onClick={() => scrub.go(place + 1)} />
        <button type="button" className="btn quiet tight" data-testid="scrub-end" disabled={last} onClick={() => { scrub.play(false); scrub.go(events.length); }}>
          End
        </button>
      </div>
      <span className="small muted" data-testid="scrub-place">{events.length === 0 ? "No events yet" : `Event ${place} of ${events.length}`}</span>
    </div>
  );
}

function Timeline({ run, scrub }: { run: RunView; scrub: Scrub }): JSX.Element {
  const { events, place } = scrub;
  const [box, width] = useWidth();
  const live = isLive(run.status);
  const now = useNow(250, live);
  const start = events[0]?.at ?? 0;
  const end = Math.max(events.at(-1)?.at ?? 0, live ? now : 0, start + 0.001);
  const scale = timeScale(start, end, width);
  const current = events[place - 1];
  const says = current === undefined ? "" : `${current.text} · after ${duration((current.at - start) * 1000)}`;
  const point = (event: PointerEvent<HTMLDivElement>): void =>
    scrub.go(nearest(events, scale.at(event.clientX - event.currentTarget.getBoundingClientRect().left)));
  return (
    <div
      ref={box} className="ts-line" role="slider" tabIndex={0} aria-label="Moment of the run" aria-valuemin={1} aria-valuemax={Math.max(1, events.length)}
      aria-valuenow={place} aria-valuetext={says} data-testid="scrub-slider" onKeyDown={(event) => onSliderKey(event, scrub)}
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); scrub.play(false); point(event); }}
      onPointerMove={(event) => { if (event.currentTarget.hasPointerCapture(event.pointerId)) point(event); }}
    >
      <span className="ts-text cut" data-testid="scrub-text">{says}</span>
      <svg width={width} height={HEIGHT} aria-hidden="true">
        <Axis scale={scale} />
        <Bars run={run} events={events} scale={scale} />
        {events.map((event) => <circle key={event.seq} cx={scale.x(event.at)} cy={AXIS} r="2.5" fill="var(--control)" />)}
        <Cursor x={scale.x(current?.at ?? end)} />
      </svg>
    </div>
  );
}

function onSliderKey(event: KeyboardEvent, { place, events, play, go }: Scrub): void {
  const to = { ArrowRight: place + 1, ArrowUp: place + 1, ArrowLeft: place - 1, ArrowDown: place - 1, PageUp: place + 10, PageDown: place - 10, Home: 1, End: events.length }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  play(false);
  go(to);
}

function Axis({ scale: { start, end, width, x } }: { scale: TimeScale }): JSX.Element {
  const marks = ticks(end - start, Math.max(2, Math.floor(width / 90)));
  const gap = (marks[1] ?? 1) - (marks[0] ?? 0);
  return (
    <>
      <path d={`M${PAD} ${AXIS}H${width - PAD}`} stroke="var(--line)" />
      {marks.map((mark) => (
        <g key={mark}>
          <path d={`M${x(start + mark)} ${AXIS - 4}v4`} stroke="var(--control)" />
          <text x={x(start + mark)} y={AXIS + 14} textAnchor="middle">{tickText(mark, gap)}</text>
        </g>
      ))}
    </>
  );
}

function Bars({ run, events, scale: { end, x } }: { run: RunView; events: readonly EventView[]; scale: TimeScale }): JSX.Element {
  const { placed, lanes } = useMemo(() => packLanes(eventBars(events, end)), [events, end]);
  const labels = new Map(run.steps.map((each) => [keyOf(each), each.label]));
  const high = Math.max(3, Math.min(15, ROOM / Math.max(1, lanes) - 3));
  return (
    <>
      <defs>
        {(["retry", "waiting"] as const).map((tone) => (
          <pattern key={tone} id={`ts-${tone}`} width="4" height="16" patternUnits="userSpaceOnUse">
            <rect width="1.5" height="16" fill={tone === "retry" ? "var(--warn)" : "var(--waiting)"} />
          </pattern>
        ))}
      </defs>
      {placed.flatMap(({ step, lane, bars }) => bars.map((bar, index) => (
        <BarShape
          key={`${step}-${index}`} bar={bar} step={step} label={labels.get(step) ?? step} last={Math.max(...bars.map((one) => one.attempt))}
          x={x(bar.from)} width={Math.max(2, x(Math.min(bar.to, end)) - x(bar.from))} y={TOP + lane * (high + 3)} height={high}
        />
      )))}
    </>
  );
}

function Cursor({ x }: { x: number }): JSX.Element {
  return (
    <>
      <path d={`M${x} ${TOP - 4}V${AXIS}`} stroke="var(--focus)" strokeWidth="2" />
      <circle cx={x} cy={AXIS} r="6" fill="var(--focus)" stroke="var(--surface)" strokeWidth="1.5" />
    </>
  );
}

interface BarProps {
  bar: Bar;
  step: StepKey;
  label: string;
  last: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

function BarShape({ bar, step, label, last, x, y, width, height }: BarProps): JSX.Element {
  const text = bar.held
    ? `waits ${duration((bar.to - bar.from) * 1000)}${bar.tone === "retry" ? " to retry" : ""}`
    : last > 1 ? `${label} ${bar.attempt}/${last}` : label;
  const room = Math.floor((width - (bar.held ? 60 : 10)) / 6.3);
  const shown = height < 12 || room < 4 ? "" : text.length <= room ? text : bar.held ? "" : `${text.slice(0, room - 1)}…`;
  return (
    <g className={`ts-bar td-bar-${bar.tone}`} data-testid={`scrub-bar-${step}-${bar.attempt}${bar.held ? "-wait" : ""}`} data-tone={bar.tone}>
      <title>{`${label}: ${text}`}</title>
      <rect x={x} y={y} width={width} height={height} rx={bar.held ? 0 : 3} fill={bar.held ? `url(#ts-${bar.tone})` : "var(--bar)"} opacity={bar.held ? 0.85 : 1} />
      {shown !== "" && bar.held && <rect x={x + width / 2 - shown.length * 3.2 - 6} y={y - 1} width={shown.length * 6.4 + 12} height={height + 2} fill="var(--surface)" />}
      {shown !== "" && (
        <text x={bar.held ? x + width / 2 : x + 6} y={y + height / 2 + 4} textAnchor={bar.held ? "middle" : "start"} style={{ fill: bar.held ? "var(--bar)" : "var(--surface)", fontWeight: 500 }}>
          {shown}
        </text>
      )}
    </g>
  );
}

function Control(props: { icon: string; label: string; testid: string; disabled: boolean; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className="btn quiet tight iconic" aria-label={props.label} title={props.label} disabled={props.disabled} data-testid={props.testid} onClick={props.onClick}>
      <Icon name={props.icon} size={16} />
    </button>
  );
}
