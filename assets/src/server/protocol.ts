// Written by `make docs` (python -m app.reference) from editor/protocol/ and app/runs/views.py. Change that, not this file.

// ---- the catalogue --------------------------------------------------------------------------------------------------

/** The type of a port; colour and shape on the canvas follow it. */
export type PortType = "text" | "number" | "boolean" | "json" | "list" | "file" | "any";

/** An input or output port. */
export interface Port {
  name: string;
  type: PortType;
  title: string;
  required: boolean; // Of inputs only.
  many: boolean; // An input that takes several edges; otherwise one.
}

/** A choice of a select. */
export interface Option {
  value: unknown;
  title: string;
}

/** A field is shown while another one has one of these values. */
export interface ShowIf {
  field: string;
  equals: unknown[];
}

/** A form field, made from the kind's JSON Schema by editor/forms.py. */
export interface Field {
  name: string;
  title: string;
  help: string;
  // What to draw. tags: list of texts. rows: list of objects, its columns in `fields`. condition: a comparison tree of
  // engine/expressions/conditions.py. map: text to text.
  widget: "text" | "textarea" | "code" | "template" | "number" | "slider" | "switch" | "select" | "segmented" | "tags" | "rows" | "condition" | "json" | "credential" | "map";
  required: boolean;
  default: unknown;
  placeholder: string;
  options: Option[];
  minimum: number | null;
  maximum: number | null;
  step: number | null;
  max_length: number | null; // Characters.
  fields: Field[]; // The columns of rows.
  credential: string | null; // The type of credential.
  show_if: ShowIf | null;
}

/** The workers a kind runs on: sync ones one at a time per process, async ones many at once on an event loop. */
export type Pool = "sync" | "async";

/** What a kind is to a run, besides being a step of it. */
export type Role = "step" | "start" | "result";

/** A node kind. */
export interface Kind {
  name: string;
  version: number;
  title: string;
  category: string;
  icon: string; // A lucide name: "eraser".
  help: string;
  synonyms: string[];
  inputs: Port[];
  outputs: Port[]; // For the default config; a node's own are in NodeView.outputs.
  form: Field[];
  defaults: Record<string, unknown>;
  pool: Pool;
  role: Role; // start: its form is the run's input. result: what a run gives.
}

/** A group of kinds, in the order of the palette. */
export interface Category {
  name: string;
  title: string;
}

/** A credential that can be chosen, without its secret. */
export interface StoredCredential {
  name: string;
  type: string;
}

/** Everything the palette and the forms need. */
export interface Catalogue {
  kinds: Kind[];
  categories: Category[];
  // Allowed besides equal types and `any` on either side: from, to, in words.
  coercions: [PortType, PortType, string][];
  credentials: StoredCredential[];
}

// ---- the document ---------------------------------------------------------------------------------------------------

/** When a transient failure is tried again: exponential backoff, a timer row per wait. */
export interface Retry {
  attempts: number; // Attempts in all, the first included.
  first_s: number; // Seconds before the second attempt.
  factor: number; // Each wait is this many times the one before.
  max_s: number; // No wait is longer than this.
  jitter: number; // Up to this share is added to each wait.
}

/** What follows when attempts are used up: stop the run, take the `error` port, or go on with a value. */
export interface OnFailure {
  then: "stop" | "error_port" | "default";
  value: unknown; // With `default`: given on every output port.
}

/** When a step runs, how often it is tried, and what follows its failure. */
export interface Policy {
  retry: Retry;
  timeout_s: number | null; // Limit of one attempt, in seconds.
  on_failure: OnFailure;
  join: "all" | "any";
}

/** A node with its ports as they are drawn. */
export interface NodeView {
  id: string;
  label: string;
  kind: string;
  version: number;
  x: number; // Pixels.
  y: number;
  config: Record<string, unknown>;
  policy: Policy;
  inputs: Port[];
  outputs: Port[];
  brief: string; // The config in a few words: the node's second line before it has run.
}

/** Joins an output port to an input port and carries one value. */
export interface Edge {
  source: string;
  source_port: string;
  target: string;
  target_port: string;
}

/** Nodes and edges alone: the version a run was started with. */
export interface GraphView {
  nodes: NodeView[];
  edges: Edge[];
}

/** One thing that is wrong, where it is, and what to do. */
export interface Problem {
  what: string;
  fix: string;
  node: string | null;
  port: string | null;
  field: string | null;
  severity: "error" | "warning";
}

/** How a draft stands to what was published. */
export interface VersionState {
  number: number | null; // The last published version.
  edited: boolean; // Whether the draft differs from it.
}

/** A whole document, as the editor loads it. */
export interface DocumentView {
  nodes: NodeView[];
  edges: Edge[];
  id: string;
  name: string;
  revision: number;
  problems: Problem[];
  can_undo: string | null; // The title of what would be undone: "Move 2 nodes".
  can_redo: string | null;
  saved_at: number; // Epoch seconds.
  version: VersionState;
  last_run: number | null;
}

/** What an edit changed, for every open view. */
export interface Patch {
  revision: number;
  nonce: string | null; // Of the edit that caused it, or was here already; null for undo and redo.
  name: string;
  upsert: NodeView[];
  remove: string[]; // Ids of nodes.
  edges: Edge[]; // All edges, in order: they are few and small.
  problems: Problem[];
  can_undo: string | null;
  can_redo: string | null;
  saved_at: number; // Epoch seconds.
  version: VersionState;
}

// ---- edits ----------------------------------------------------------------------------------------------------------

/** Add a node. Its config may still have problems. */
export interface AddNode {
  do: "add_node";
  id: string;
  kind: string;
  version: number;
  label: string;
  x: number;
  y: number;
  config: Record<string, unknown>;
}

/** Remove nodes and the edges at them. */
export interface RemoveNodes {
  do: "remove_nodes";
  nodes: string[];
}

/** Add an edge; at an input that takes one edge it replaces the one that was there. */
export interface Connect {
  do: "connect";
  edge: Edge;
}

/** Remove edges. */
export interface Disconnect {
  do: "disconnect";
  edges: Edge[];
}

/** Move nodes; coordinates are rounded to whole pixels. */
export interface Move {
  do: "move";
  positions: Record<string, [number, number]>;
}

/** Change config fields and take others out. Edges from output ports that go with it go too. */
export interface SetConfig {
  do: "set_config";
  node: string;
  changes: Record<string, unknown>;
  unset: string[];
}

/** Change retry, timeout, failure or join; `retry` and `on_failure` may be given in part. */
export interface SetPolicy {
  do: "set_policy";
  node: string;
  changes: Partial<Policy>;
}

/** Give a node another label; its id stays. */
export interface RenameNode {
  do: "rename_node";
  node: string;
  label: string;
}

/** Give the workflow another name; its id stays. */
export interface RenameWorkflow {
  do: "rename_workflow";
  name: string;
}

/** Several edits, in order: all or nothing, and one undo. */
export interface Batch {
  do: "batch";
  title: string;
  edits: Edit[];
}

export type Edit = AddNode | RemoveNodes | Connect | Disconnect | Move | SetConfig | SetPolicy | RenameNode | RenameWorkflow | Batch;

// ---- drafts ---------------------------------------------------------------------------------------------------------

/** A part of the sentence, and the nodes it became. */
export interface PhraseView {
  start: number; // Counts code points, as Python does; so does `end`.
  end: number;
  nodes: string[];
  number: number | null; // Ties it to its first ghost node.
  understood: boolean;
  text: string;
}

/** What a draft would change in a node's config. */
export interface ConfigChange {
  node: string;
  changes: Record<string, unknown>;
}

/** What the draft needs to know before it can run: "Where should it be sent?". */
export interface QuestionView {
  node: string | null;
  field: string | null;
  text: string;
}

/** A draft on top of the document as it stands. */
export interface DraftView {
  id: string; // Sent with accept and discard: a view may show a draft that another has taken the place of.
  sentence: string;
  method: string; // "Read by rules, no model", or the model's name.
  phrases: PhraseView[];
  adds: NodeView[]; // The ghosts.
  connects: Edge[];
  removes: string[]; // Nodes of the document that would go.
  disconnects: Edge[];
  changes: ConfigChange[];
  edits: Edit[]; // What accepting applies, in order; an edit is named by its index.
  questions: QuestionView[];
  not_understood: string[];
  refused: string[]; // What a model wanted and the workflow does not take, each with its reason.
  problems: Problem[];
}

// ---- runs -----------------------------------------------------------------------------------------------------------

/** Where a run stands. */
export type RunStatus = "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";

/** What a person is told of an error, in four parts. */
export interface UserError {
  what: string;
  where: string;
  why: string;
  fix: string;
  trace?: string; // Of Python, where there is one.
  type?: string; // The class: "TargetError".
}

/** Where a run came from. A new way to start runs is a new member, with its label in `engine/run/labels.py`. */
export type Trigger = "editor" | "api" | "cli";

/** Where a step stands. */
export type StepStatus = "pending" | "ready" | "running" | "waiting" | "succeeded" | "failed" | "skipped" | "cancelled";

/** A step waits for a time. */
export interface TimerView {
  for: "timer";
  due: number; // Epoch seconds: when it goes on.
}

/** A step waits for its next attempt. */
export interface RetryView {
  for: "retry";
  due: number; // Epoch seconds: when it is tried again.
}

/** A step of a run: how it stands, and its value in a line. */
export interface StepView {
  node: string;
  path: string; // The iteration of its frame; "" outside frames.
  label: string;
  kind: string;
  status: StepStatus;
  attempt: number; // 0 before the first.
  attempts: number; // At most.
  started_at: number | null; // Epoch seconds, of the current attempt.
  first_started_at: number | null; // Epoch seconds.
  finished_at: number | null; // Epoch seconds.
  wait: TimerView | RetryView | null; // While its status is waiting.
  duration_ms: number | null; // Of the last attempt.
  preview: string; // One line of the value, or of the error.
  edges: Record<string, string>; // By output port: "12 items", "412 words"; ports that were not taken are absent.
  error: UserError | null;
}

/** A run with every step: `GET /api/v1/runs/{id}`; as it was after an event at `/api/v1/runs/{id}/at/{seq}`. */
export interface RunView {
  seq: number; // The number of its last event.
  status: RunStatus;
  started_at: number | null; // Epoch seconds.
  finished_at: number | null; // Epoch seconds, once it has ended.
  duration_ms: number | null;
  output: unknown; // Once it has succeeded.
  error: UserError | null;
  id: number;
  workflow: string;
  workflow_name: string;
  trigger: Trigger;
  created_at: number; // Epoch seconds.
  median_ms: number | null; // How long runs of this workflow take.
  version: number | null; // The published version it was started with.
  definition: string; // Hash.
  input: unknown;
  steps: StepView[]; // Every node, in topological order.
}

/** A value at a port, as a pane shows it. */
export interface Shown {
  port: string;
  type: PortType;
  title: string;
  from: string; // Of an input: "Clean text", the label of its source. Of an output: "".
  value: unknown; // Cut where it is large.
  bytes: number;
  truncated: boolean; // Then GET .../steps/{node}/value?side=…&port=…&offset=… pages through its text.
}

/** One attempt of a step; a lost worker's is one too. */
export interface Attempt {
  attempt: number;
  started_at: number; // Epoch seconds.
  finished_at: number | null; // Epoch seconds.
  error: UserError | null;
}

/** What the panes show of a step: `GET /api/v1/runs/{id}/steps/{node}[?at=SEQ]`. */
export interface StepData {
  node: string;
  path: string; // The iteration of its frame; "" outside frames.
  status: StepStatus;
  input: Shown[]; // One per input port that got something.
  output: Shown[];
  notes: Record<string, unknown>; // {"method": "TextRank, no model", "scores": {...}}
  error: UserError | null;
  attempt: number;
  attempts: Attempt[];
  idempotency_key: string;
}

/** What changed in a run, sent at most every 33 ms. */
export interface StatusBatch {
  seq: number; // The number of its last event.
  status: RunStatus;
  started_at: number | null; // Epoch seconds.
  finished_at: number | null; // Epoch seconds, once it has ended.
  duration_ms: number | null;
  output: unknown; // Once it has succeeded.
  error: UserError | null;
  run: number;
  steps: StepView[]; // Those that changed.
  shown?: StepData; // Of the selected node, when it is among them: its panes need not ask for it.
}

/** One event of a run: `GET /api/v1/runs/{id}/events`. */
export interface EventView {
  seq: number;
  at: number; // Epoch seconds.
  type: "run_started" | "run_cancel_requested" | "run_resumed" | "run_succeeded" | "run_failed" | "run_cancelled" | "step_ready" | "step_started" | "step_succeeded" | "step_suspended" | "step_resumed" | "step_failed" | "step_reclaimed" | "step_skipped" | "step_cancelled";
  node: string | null;
  path: string; // The iteration of its frame; "" outside frames.
  text: string; // "Summarize started, attempt 2"
  wait?: TimerView | RetryView; // What a suspended step waits for.
}

/** A page of a value as text: `GET /api/v1/runs/{id}/steps/{node}/value`. */
export interface ValuePage {
  text: string;
  offset: number; // Characters; so are `next` and `total`.
  next: number | null; // Where the page after it begins.
  total: number;
}

/** A run in a list: `GET /api/v1/runs`. */
export interface RunSummary {
  id: number;
  workflow: string;
  workflow_name: string;
  version: number | null;
  status: RunStatus;
  trigger: Trigger;
  created_at: number; // Epoch seconds.
  started_at: number | null; // Epoch seconds.
  finished_at: number | null; // Epoch seconds.
  duration_ms: number | null;
  failed_node: string | null;
  summary: string; // The result or the error in a line.
}

// ---- the canvas -----------------------------------------------------------------------------------------------------

/** An empty payload. */
export type Nothing = Record<string, never>;

/** An edit, under a name its sender made up. */
export interface SentEdit {
  nonce: string;
  edit: Edit;
}

/** What to run with; null where the workflow has no input step. */
export interface RunInput {
  input: Record<string, unknown> | null;
}

/** Which run. */
export interface RunNumber {
  run: number;
}

/** A note for the version that is published. */
export interface Publication {
  note: string;
}

/** What to draft, in words. */
export interface Description {
  text: string;
}

/** Which draft is accepted, and what of it. */
export interface Acceptance {
  draft: string;
  edits: number[] | null; // Indexes of DraftView.edits; null: all.
}

/** Which draft. */
export interface DraftId {
  draft: string;
}

/** The node whose parameters are shown, and the step of it whose data is. */
export interface SelectedNode {
  node: string | null;
  path: string; // The iteration of its frame; "" outside frames.
}

/** What the canvas emits. */
export interface Messages {
  ready: Nothing;
  edit: SentEdit;
  undo: Nothing;
  redo: Nothing;
  run: RunInput;
  cancel: RunNumber;
  resume: RunNumber;
  publish: Publication;
  describe: Description;
  abandon: Nothing; // Stop reading a description.
  accept: Acceptance;
  discard: DraftId;
  select: SelectedNode;
  follow: RunNumber; // Attach to another run of this workflow.
}

/** An edit was refused; the document as it stands. */
export interface Refusal {
  nonce: string;
  error: UserError;
  document: DocumentView;
}

/** A short message; an error is shown in its four parts. */
export interface ToastMessage {
  tone: "info" | "ok" | "warn" | "error";
  text: string;
  error: UserError | null;
}

/** The methods of the canvas that Python calls, but for those that show runs. */
export interface EditorMethods {
  load: DocumentView;
  patch: Patch;
  refused: Refusal;
  draft: DraftView | null;
  toast: ToastMessage;
  reading: string | null; // The sentence that is being read for a draft, in whichever view it was written.
}

/** The methods of the canvas that show runs. */
export interface RunMethods {
  run: RunView | null; // Attach to this run, or to none.
  status: StatusBatch;
}
