// Stands in for Python: keeps the document, answers edits with patches, and plays runs.
import { applyEdit } from "../../src/document/optimistic";
import type { DocumentView, DraftView, Edit, Messages, NodeView, Patch, Problem, RunView } from "../../src/server/protocol";
import type { Emit } from "../../src/server/transport";
import type { receive } from "../../src/state/receive";
import { brief } from "./documents";
import { draftFor } from "./drafts";
import { catalogue, kinds } from "./kinds";
import { dataOf, eventsOf, fold, runFrom, schedule, type Moment } from "./runs";

const LATENCY_MS = 40;
const BATCH_MS = 33;

interface Played {
  run: RunView;
  moments: Moment[];
  ran: DocumentView;
  count: number;
}

export class Server {
  document: DocumentView;
  lastRun: number | null = null;
  failing: string | null = null;
  private undos: { title: string; before: DocumentView }[] = [];
  private redos: { title: string; before: DocumentView }[] = [];
  private runs = new Map<number, Played>();
  private draft: DraftView | null = null;

  constructor(document: DocumentView, private readonly client: typeof receive) {
    this.document = { ...document, problems: problemsOf(document) };
  }

  emit: Emit = (event, payload) => {
    const act = this.handlers[event] as (payload: Messages[typeof event]) => void;
    setTimeout(() => act(payload), LATENCY_MS);
  };

  private handlers: { [K in keyof Messages]: (payload: Messages[K]) => void } = {
    ready: () => undefined,
    edit: ({ nonce, edit }) => this.edit(nonce, edit),
    undo: () => this.step(this.undos, this.redos),
    redo: () => this.step(this.redos, this.undos),
    run: () => this.start(),
    cancel: ({ run }) => this.cancel(run),
    resume: ({ run }) => this.resume(run),
    publish: () => {
      const number = (this.document.version.number ?? 0) + 1;
      this.replace({ ...this.document, version: { number, edited: false } }, null);
      this.client.toast({ tone: "ok", text: `Version ${number} is published.`, error: null });
    },
    describe: ({ text }) => {
      this.draft = draftFor(text, this.document);
      setTimeout(() => {
        this.client.reading(null);
        this.client.draft(this.draft);
      }, 500);
    },
    abandon: () => this.client.reading(null),
    accept: ({ edits }) => {
      const picked = this.draft?.edits.filter((_edit, index) => edits === null || edits.includes(index)) ?? [];
      this.client.draft(null);
      this.edit(null, { do: "batch", title: "Accept draft", edits: picked });
    },
    discard: () => undefined,
    select: () => undefined,
    follow: () => undefined,
  };

  private edit(nonce: string | null, edit: Edit): void {
    if (edit.do === "rename_node" && edit.label === "refuse me") {
      const error = { what: "The step was not renamed.", where: `step ${edit.node}`, why: "“refuse me” is refused here to look at it.", fix: "Choose another name." };
      this.client.refused({ nonce: nonce ?? "", error, document: this.document });
      return;
    }
    this.undos.push({ title: titleOf(edit), before: this.document });
    this.redos = [];
    this.replace(applyEdit(this.document, edit, kinds), nonce);
  }

  private step(from: typeof this.undos, to: typeof this.undos): void {
    const last = from.pop();
    if (!last) return;
    to.push({ title: last.title, before: this.document });
    this.replace(last.before, null);
  }

  private replace(next: DocumentView, nonce: string | null): void {
    const before = new Map(this.document.nodes.map((node) => [node.id, node]));
    const nodes = next.nodes.map((node): NodeView => (before.get(node.id) === node ? node : { ...node, brief: brief(node.kind, node.config) }));
    const version = next.version === this.document.version ? { ...next.version, edited: true } : next.version;
    const after: DocumentView = {
      ...next, nodes, version, revision: this.document.revision + 1, can_undo: this.undos.at(-1)?.title ?? null, can_redo: this.redos.at(-1)?.title ?? null,
      saved_at: Date.now() / 1000, last_run: this.lastRun,
    };
    this.document = { ...after, problems: problemsOf(after) };
    const ids = new Set(nodes.map((node) => node.id));
    const patch: Patch = {
      revision: this.document.revision, nonce, name: after.name, upsert: nodes.filter((node) => before.get(node.id) !== node), edges: after.edges,
      remove: [...before.keys()].filter((id) => !ids.has(id)), problems: this.document.problems, can_undo: after.can_undo, can_redo: after.can_redo,
      saved_at: after.saved_at, version,
    };
    this.client.patch(patch);
  }

  private start(): void {
    const played = this.plan(this.failing, 2);
    this.client.run(played.run);
    this.play(played);
  }

  /** A run that has already ended. */
  runAtOnce(failing: string | null): void {
    const played = this.plan(failing, 1, 130);
    played.count = played.moments.length;
    played.run = fold(played.run, played.moments, played.count, played.moments.length);
    this.document = { ...this.document, last_run: played.run.id };
  }

  private plan(failing: string | null, pace: number, ago = 0): Played {
    const now = Date.now() / 1000 - ago;
    const run = runFrom(this.document, (this.lastRun ?? 1283) + 1, now);
    const played = { run, moments: schedule(this.document, now + 0.1, failing, pace), ran: this.document, count: 0 };
    this.runs.set(run.id, played);
    this.lastRun = run.id;
    return played;
  }

  private play(played: Played): void {
    const timer = setInterval(() => {
      const now = Date.now() / 1000;
      const due = played.moments.filter((moment) => moment.at <= now).length;
      if (played.run.status === "cancelled") clearInterval(timer);
      if (due === played.count || played.run.status === "cancelled") return;
      played.run = fold(played.run, played.moments, due, played.moments.length);
      const changed = new Set(played.moments.slice(played.count, due).map((moment) => moment.step.node));
      played.count = due;
      const { id, steps, ...rest } = played.run;
      this.client.status({ ...rest, run: id, steps: steps.filter((step) => changed.has(step.node)) });
      if (due >= played.moments.length) clearInterval(timer);
    }, BATCH_MS);
  }

  private cancel(id: number): void {
    const played = this.runs.get(id);
    if (!played) return;
    const now = Date.now() / 1000;
    const steps = played.run.steps.map((step) => (step.status === "running" || step.status === "waiting" ? { ...step, status: "cancelled" as const, wait: null, finished_at: now } : step));
    played.run = { ...played.run, steps, status: "cancelled", seq: played.run.seq + 1, finished_at: now, duration_ms: (now - played.run.created_at) * 1000 };
    const { id: run, ...rest } = played.run;
    this.client.status({ ...rest, run });
  }

  private resume(id: number): void {
    const played = this.runs.get(id);
    if (!played) return;
    played.moments = schedule(played.ran, Date.now() / 1000, null, 1);
    played.run = { ...played.run, status: "running" };
    this.client.run(played.run);
    this.play(played);
  }

  /** Answers the routes of the contract in the page itself. */
  answerFetch(): void {
    const real = window.fetch.bind(window);
    window.fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input), location.href);
      if (!url.pathname.startsWith("/api/v1/")) return real(input, init);
      const found = this.route(url.pathname.slice("/api/v1/".length).split("/"), url.searchParams);
      await new Promise((resolve) => setTimeout(resolve, 15));
      return found === undefined ? new Response(JSON.stringify({ type: "/problems/not-found", title: "There is no such thing", status: 404, detail: "There is no such thing." }), { status: 404 }) : Response.json(found);
    };
  }

  private route([what, id, part, more, last]: string[], query: URLSearchParams): unknown {
    if (what === "kinds") return catalogue;
    if (what === "workflows" && part === "document") return { ...this.document, last_run: this.lastRun };
    const played = this.runs.get(Number(id));
    if (what === "runs" && id === undefined) return { runs: [...this.runs.values()].reverse().map(({ run }) => run) };
    if (what !== "runs" || !played) return undefined;
    const at = (seq: number): RunView => fold(played.run, played.moments, seq - 1, played.moments.length);
    switch (part) {
      case undefined: return played.run;
      case "graph": return { nodes: played.ran.nodes, edges: played.ran.edges };
      case "events": return { events: eventsOf(played.run, played.moments.slice(0, played.count)) };
      case "at": return at(Number(more));
      case "steps": {
        if (last === "value") return { text: "the whole value", offset: 0, total: 15, next: null };
        return dataOf(played.ran, query.has("at") ? at(Number(query.get("at"))) : played.run, more ?? "");
      }
      default: return undefined;
    }
  }
}

function titleOf(edit: Edit): string {
  return edit.do === "batch" ? edit.title : edit.do.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());
}

function problemsOf(document: DocumentView): Problem[] {
  return document.nodes.flatMap((node) => node.inputs.filter((port) => port.required && !document.edges.some((edge) => edge.target === node.id && edge.target_port === port.name))
    .map((port): Problem => ({ severity: "error", node: node.id, port: port.name, field: null, what: `${port.title} gets nothing.`, fix: "Connect a step to it." })));
}
