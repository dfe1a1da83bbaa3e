// Runs that never ran: statuses as a schedule over time, and values to show for them.
import { numbersOf } from "../../src/document/order";
import type { DocumentView, EventView, NodeView, RunView, Shown, StepData, StepView, UserError } from "../../src/server/protocol";

export interface Moment {
  at: number; // epoch seconds
  text: string;
  step: StepView;
}

const failure: UserError = {
  what: "The newsroom refused the article: its title is missing.", where: "Post to newsroom, field Body, title, item 1 of 1",
  why: "{{ merge.title }} gave nothing, so the body said \"title\": null. Answer 422, not tried again.",
  fix: "No field title; the input has headline. Use it?", trace: "Traceback (most recent call last):\n  …\nPermanentError: 422",
};

/** What would happen: each step when its sources are done. `pace` stretches it. */
export function schedule(document: DocumentView, from: number, failing: string | null, pace: number): Moment[] {
  const ends = new Map<string, { at: number; skipped: boolean }>();
  const moments: Moment[] = [];
  for (const id of numbersOf(new Map(document.nodes.map((node) => [node.id, node])), document.edges).keys()) {
    const node = document.nodes.find((each) => each.id === id);
    if (!node) continue;
    const sources = document.edges.filter((edge) => edge.target === id);
    const begin = Math.max(from + 0.02, ...sources.map((edge) => ends.get(edge.source)?.at ?? from));
    const stopped = failing !== null && moments.some((moment) => moment.step.status === "failed" && moment.at < begin);
    const dead = sources.length > 0 && sources.every((edge) => ends.get(edge.source)?.skipped === true || edge.source_port === "false");
    if (stopped) continue;
    const took = dead ? 0 : took_s(node) * pace;
    moments.push(...life(node, begin, took, dead, failing === id));
    ends.set(id, { at: begin + took, skipped: dead || failing === id });
  }
  return moments.sort((a, b) => a.at - b.at);
}

function took_s(node: NodeView): number {
  const slow: Record<string, number> = { summarize: 1.84, extract_keywords: 0.92, classify: 0.58, http_request: 0.41, input: 0.002 };
  return slow[node.kind] ?? 0.031;
}

function life(node: NodeView, begin: number, took: number, dead: boolean, fails: boolean): Moment[] {
  const idle = blank(node);
  if (dead) return [{ at: begin, text: `${node.label} skipped`, step: { ...idle, status: "skipped" } }];
  const base: StepView = { ...idle, attempt: 1, started_at: begin, first_started_at: begin };
  const moments: Moment[] = [{ at: begin, text: `${node.label} started`, step: { ...base, status: "running", preview: node.kind === "summarize" ? "…city for a night" : "" } }];
  let started = begin;
  if (node.kind === "summarize") {
    const broke = begin + took * 0.3;
    const due = begin + took * 0.5;
    moments.push({ at: broke, text: `${node.label} failed, tries again`, step: { ...base, status: "waiting", wait: { for: "retry", due }, preview: "429 rate limit" } });
    moments.push({ at: due, text: `${node.label} started, attempt 2`, step: { ...base, status: "running", attempt: 2, started_at: due } });
    started = due;
  }
  const attempt = node.kind === "summarize" ? 2 : 1;
  const end: StepView = { ...base, attempt, started_at: started, finished_at: begin + took, duration_ms: (begin + took - started) * 1000, status: "succeeded", preview: previewOf(node), edges: Object.fromEntries(node.outputs.slice(0, node.kind === "condition" ? 1 : 9).map((port) => [port.name, port.type === "list" ? "8 items" : "1 item"])) };
  moments.push({ at: begin + took, text: `${node.label} ${fails ? "failed" : "succeeded"}`, step: fails ? { ...end, status: "failed", edges: {}, preview: failure.what, error: failure } : end });
  return moments;
}

export function blank(node: NodeView): StepView {
  return {
    node: node.id, path: "", label: node.label, kind: node.kind, status: "pending", attempt: 0, attempts: 3, started_at: null, first_started_at: null,
    finished_at: null, wait: null, duration_ms: null, preview: "", edges: {}, error: null,
  };
}

function previewOf(node: NodeView): string {
  const said: Record<string, string> = { input: "712 words", clean_text: "698 words", summarize: "41 words", extract_keywords: "8 keywords", merge: "3 fields", classify: "sports 0.94", condition: "true" };
  return said[node.kind] ?? "done";
}

export function runFrom(document: DocumentView, id: number, created: number): RunView {
  const order = numbersOf(new Map(document.nodes.map((node) => [node.id, node])), document.edges);
  const steps = [...order.keys()].flatMap((key) => document.nodes.find((node) => node.id === key) ?? []).map(blank);
  return {
    id, workflow: document.id, workflow_name: document.name, status: "queued", seq: 1, trigger: "editor", created_at: created,
    started_at: null, finished_at: null, duration_ms: null, median_ms: 3900, version: document.version.number, definition: "d41d8c", input: {},
    output: null, error: null, steps,
  };
}

/** The run after its first `count` moments. */
export function fold(run: RunView, moments: readonly Moment[], count: number, whole: number): RunView {
  const news = new Map(moments.slice(0, count).map((moment) => [moment.step.node, moment.step]));
  const steps = run.steps.map((step) => news.get(step.node) ?? blankAgain(step));
  const done = count >= whole;
  const last = moments[count - 1]?.at ?? run.created_at;
  const failed = steps.find((step) => step.status === "failed");
  const started = moments[0]?.at ?? run.created_at;
  return {
    ...run, steps, seq: count + 1, started_at: started, status: !done ? "running" : failed ? "failed" : "succeeded",
    finished_at: done ? last : null, duration_ms: done ? (last - started) * 1000 : null, error: done ? failed?.error ?? null : null,
    output: done && !failed ? { summary: "Rovers beat City 3-1 in the final." } : null,
  };
}

function blankAgain(step: StepView): StepView {
  return { ...step, status: "pending", attempt: 0, started_at: null, first_started_at: null, finished_at: null, wait: null, duration_ms: null, preview: "", edges: {}, error: null };
}

const happened: Readonly<Record<StepView["status"], EventView["type"]>> = {
  pending: "step_ready", ready: "step_ready", running: "step_started", waiting: "step_suspended", succeeded: "step_succeeded",
  failed: "step_failed", skipped: "step_skipped", cancelled: "step_cancelled",
};

export function eventsOf(run: RunView, moments: readonly Moment[]): EventView[] {
  return [
    { seq: 1, at: run.created_at, type: "run_started", node: null, path: "", text: "Started from editor" },
    ...moments.map(({ at, text, step: { node, path, status, wait } }, index): EventView =>
      ({ seq: index + 2, at, type: happened[status], node, path, text, ...(wait === null ? {} : { wait }) })),
  ];
}

const article = "Rovers lift the cup after a late header\n\nRovers beat City 3-1 in the final. Adeyemi scored twice, the second in minute 88, before 61,200 people.";

const values: Record<string, unknown> = {
  text: article, keywords: ["Rovers", "City", "final", "Adeyemi", "header", "cup", "minute 88", "61,200"], merged: { headline: "Rovers lift the cup", summary: article, keywords: ["Rovers", "City"] },
  tag: { category: "sports", scores: { sports: 0.94, business: 0.03, politics: 0.02, culture: 0.01, other: 0 } }, true: { category: "sports" },
  answer: [{ id: 1, title: "Rovers", words: 41 }, { id: 2, title: "City", words: 698 }, { id: 3, title: "Final", words: 12 }], count: 698, path: "note.md",
};

export function dataOf(document: DocumentView, run: RunView, id: string): StepData {
  const step = run.steps.find((each) => each.node === id);
  const node = document.nodes.find((each) => each.id === id);
  if (!step || !node) throw new Error(`no step ${id}`);
  const shown = (port: { name: string; type: Shown["type"]; title: string }, from: string, value: unknown): Shown =>
    ({ port: port.name, type: port.type, title: port.title, from, value, bytes: JSON.stringify(value ?? null).length, truncated: false });
  const into = document.edges.filter((edge) => edge.target === id).flatMap((edge) => {
    const source = document.nodes.find((each) => each.id === edge.source);
    const port = node.inputs.find((each) => each.name === edge.target_port);
    return source && port ? [shown(port, source.label, values[edge.source_port])] : [];
  });
  const done = step.status === "succeeded";
  return {
    node: id, path: "", status: step.status, input: step.attempt > 0 ? into : [], output: done ? node.outputs.filter((port) => step.edges[port.name]).map((port) => shown(port, "", values[port.name])) : [],
    notes: node.kind === "summarize" ? { method: "TextRank, no model", scores: { "Rovers beat City": 0.31, "Adeyemi scored": 0.22 } } : {},
    error: step.error, attempt: step.attempt, idempotency_key: `k3v9.${run.id}.${id}.1`,
    attempts: step.attempt === 0 ? [] : Array.from({ length: step.attempt }, (_each, index) => ({
      attempt: index + 1, started_at: step.first_started_at ?? 0, finished_at: step.finished_at, error: index + 1 < step.attempt ? { ...failure, what: "429 rate limit" } : step.error,
    })),
  };
}
