// The small views: a number, words, lines, pairs, scores.

import type { JSX } from "react";
import { isRecord } from "../document/json";
import { grouped } from "../document/text";
import { cell, scoresOf, type Score } from "./view";

const MOST_WORDS = 200;
const MOST_LINES = 200;
const MOST_FIELDS = 200;

export function Big({ value }: { value: number | boolean }): JSX.Element {
  return <p className="td-big">{String(value)}</p>;
}

interface ListProps {
  items: readonly unknown[];
  onTable: () => void; // a long list goes on in the table
}

export function Words({ items, onTable }: ListProps): JSX.Element {
  return (
    <ul className="td-words" data-testid="view-words">
      {items.slice(0, MOST_WORDS).map((item, index) => <li key={index} className="tag">{String(item)}</li>)}
      {items.length > MOST_WORDS && <li><More count={items.length - MOST_WORDS} onTable={onTable} /></li>}
    </ul>
  );
}

export function Lines({ items, onTable }: ListProps): JSX.Element {
  return (
    <>
      <ol className="td-lines" data-testid="view-lines">
        {items.slice(0, MOST_LINES).map((item, index) => <li key={index}>{cell(item, 4000)}</li>)}
      </ol>
      {items.length > MOST_LINES && <More count={items.length - MOST_LINES} onTable={onTable} />}
    </>
  );
}

function More({ count, onTable }: { count: number; onTable: () => void }): JSX.Element {
  return <button type="button" className="btn tight" onClick={onTable}>+{grouped(count)} more, as a table</button>;
}

export function Pairs({ value, onTable }: { value: Record<string, unknown>; onTable: () => void }): JSX.Element {
  const entries = Object.entries(value);
  return (
    <>
      <dl className="td-pairs" data-testid="view-pairs">
        {entries.slice(0, MOST_FIELDS).map(([name, one]) => [
          <dt key={`${name}-name`} title={name}>{name}</dt>,
          <dd key={name}><PairValue value={one} /></dd>,
        ])}
      </dl>
      {entries.length > MOST_FIELDS && <More count={entries.length - MOST_FIELDS} onTable={onTable} />}
    </>
  );
}

function PairValue({ value }: { value: unknown }): JSX.Element {
  if (value === null || value === "") return <span className="muted">{value === "" ? "empty text" : "null"}</span>;
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string" && item.length <= 32)) {
    return (
      <ul className="td-words">
        {value.slice(0, 24).map((item, index) => <li key={index} className="tag">{item}</li>)}
        {value.length > 24 && <li className="tag">+{grouped(value.length - 24)}</li>}
      </ul>
    );
  }
  const scores = scoresOf({ scores: value });
  if (scores !== null && scores.every(({ score }) => score >= 0 && score <= 1)) return <Bars scores={scores} />;
  return <>{isRecord(value) || Array.isArray(value) ? cell(value, 600) : cell(value, 4000)}</>;
}

/** Scores as bars, the first one in the accent: they are sorted. */
export function Bars({ scores }: { scores: readonly Score[] }): JSX.Element {
  const highest = Math.max(...scores.map(({ score }) => score), 0);
  const full = highest <= 1 ? 1 : highest;
  return (
    <ul className="td-bars" aria-label="Scores" data-testid="view-bars">
      {scores.slice(0, 50).map(({ name, score }, index) => (
        <li key={name}>
          <span className="cut" title={name}>{name}</span>
          <span className="td-bar"><i className={index === 0 ? "td-top" : ""} style={{ width: `${Math.max(0, Math.min(1, score / full)) * 100}%` }} /></span>
          <span className="td-score">{full === 1 ? score.toFixed(2) : grouped(Math.round(score * 100) / 100)}</span>
        </li>
      ))}
    </ul>
  );
}
