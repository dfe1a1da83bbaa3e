// What travels between the editor in the browser and the document in Python, and the JSON the editor reads by
// route. Python's side: editor/edits/ (edits), editor/views.py (documents), app/runs/picture.py (runs), app/api/ (routes).

// ---- the catalogue: GET /api/v1/kinds -------------------------------------------------------------------

export type PortType = "text" | "number" | "boolean" | "json" | "list" | "file" | "any";

export interface Port {
  name: string;
  type: PortType;
  title: string;
  required: boolean; // inputs only
  many: boolean; // an input that takes several edges; otherwise one
}

// A form field made from the kind's JSON Schema by editor/forms.py. `widget` says what to draw.
export interface Field {
  name: string;
  title: string;
  help: string;
  widget:
    | "text" | "textarea" | "code" | "template" | "number" | "slider" | "switch" | "select" | "segmented"
    | "tags" // list of texts
    | "rows" // list of objects: `fields` gives the columns
    | "condition" // comparison tree of engine/conditions.py
    | "json" | "credential"
    | "map"; // text to text
  required: boolean;
  default: unknown;
  placeholder: string;
  options: { value: unknown; title: string }[];
  minimum: number | null;
  maximum: number | null;
  step: number | null;
  max_length: number | null;
  fields: Field[]; // rows
  credential: string | null; // the type of credential
  show_if: { field: string; equals: unknown[] } | null;
}

export interface Kind {
  name: string;
  version: number;
  title: string;
  category: string;
  icon: string; // a lucide name: "eraser", "hash"
  help: string;
  synonyms: string[];
  inputs: Port[];
  outputs: Port[]; // for the default config; a node's own are in NodeView.outputs
  form: Field[];
  defaults: Record<string, unknown>;
  lane: "sync" | "async";
}

export interface Catalogue {
  kinds: Kind[];
  categories: { name: string; title: string }[]; // start text ai flow connect; hues --slate --teal --rose --olive --umber
  coercions: [PortType, PortType, string][]; // allowed besides equal types and `any` on either side
  credentials: { name: string; type: string }[];
}

// ---- the document: GET /api/v1/workflows/{id}/document --------------------------------------------------

export interface Edge {
  source: string;
  source_port: string;
  target: string;
  target_port: string;
}

export interface Policy {
  retry: { attempts: number; first_s: number; factor: number; max_s: number; jitter: number };
  timeout_s: number | null;
  on_failure: { then: "stop" | "error_port" | "default"; value: unknown };
  join: "all" | "any";
}

export interface NodeView {
  id: string;
  label: string;
  kind: string;
  version: number;
  x: number;
  y: number;
  config: Record<string, unknown>;
  policy: Policy;
  inputs: Port[];
  outputs: Port[];
  brief: string; // the config in a few words: the node's second line before it has run
}

export interface Problem {
  severity: "error" | "warning";
  node: string | null;
  port: string | null;
  field: string | null; // config field, dotted
  what: string;
  fix: string;
}

export interface DocumentView {
  id: string;
  name: string;
  revision: number;
  nodes: NodeView[];
  edges: Edge[];
  problems: Problem[];
  can_undo: string | null; // the title of what would be undone: "Move 2 nodes"
  can_redo: string | null;
  saved_at: number; // epoch seconds
  version: { number: number | null; edited: boolean }; // the last published version, and whether the draft differs
  last_run: number | null;
}

// Sent to every open view after an applied edit. Edges are identified by their four ends.
export interface Patch {
  revision: number;
  nonce: string | null; // of the edit that caused it, or was here already; null for undo, redo
  name: string;
  upsert: NodeView[];
  remove: string[];
  edges: Edge[]; // all edges, in order: they are few and small
  problems: Problem[];
  can_undo: string | null;
  can_redo: string | null;
  saved_at: number;
  version: { number: number | null; edited: boolean };
}

// ---- edits: emit("edit", {nonce, edit}) -----------------------------------------------------------------

export type Edit =
  | { do: "add_node"; id: string; kind: string; version: number; label: string; x: number; y: number; config: Record<string, unknown> }
  | { do: "remove_nodes"; nodes: string[] } // their edges go along
  | { do: "connect"; edge: Edge } // a full single-edge port: the old edge is replaced
  | { do: "disconnect"; edges: Edge[] }
  | { do: "move"; positions: Record<string, [number, number]> } // rounded to whole pixels on both sides
  | { do: "set_config"; node: string; changes: Record<string, unknown>; unset: string[] }
  | { do: "set_policy"; node: string; changes: Partial<Policy> }
  | { do: "rename_node"; node: string; label: string }
  | { do: "rename_workflow"; name: string }
  | { do: "batch"; title: string; edits: Edit[] }; // all or nothing, one undo

export interface UserError {
  what: string;
  where: string;
  why: string;
  fix: string;
  trace?: string;
  type?: string;
}

// ---- runs -----------------------------------------------------------------------------------------------

export type StepStatus =
  | "pending" | "ready" | "running" | "waiting" | "retrying" | "succeeded" | "failed" | "skipped" | "cancelled";
export type RunStatus = "queued" | "running" | "cancelling" | "succeeded" | "failed" | "cancelled";

export interface StepView {
  node: string;
  label: string;
  kind: string;
  status: StepStatus;
  attempt: number; // 0 before the first
  attempts: number; // at most
  started_at: number | null; // epoch seconds, of the current attempt
  first_started_at: number | null;
  finished_at: number | null;
  due: number | null; // waiting and retrying: when it goes on
  duration_ms: number | null; // of the last attempt
  preview: string; // one line of the value, or of the error
  edges: Record<string, string>; // by output port: "12 items", "412 words"; ports that were not taken are absent
  error: UserError | null;
}

export interface RunView {
  id: number;
  workflow: string;
  workflow_name: string;
  status: RunStatus;
  seq: number; // the number of its last event
  trigger: string; // "editor", "api", "cli"
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  duration_ms: number | null;
  median_ms: number | null;
  version: number | null;
  definition: string; // hash
  input: unknown;
  output: unknown;
  error: UserError | null;
  steps: StepView[]; // every node, in topological order
}

// method `status`, at most every 33 ms
export interface StatusBatch {
  run: number;
  seq: number;
  status: RunStatus;
  started_at: number | null;
  finished_at: number | null;
  duration_ms: number | null;
  output: unknown; // once it has ended
  error: UserError | null;
  steps: StepView[]; // those that changed
  shown?: StepData; // of the selected node, when it is among them: its panes need not ask for it
}

// GET /api/v1/runs/{id}/steps/{node}[?at=SEQ]: what a pane shows
export interface StepData {
  node: string;
  status: StepStatus;
  input: Shown[]; // one per input port that got something
  output: Shown[];
  notes: Record<string, unknown>; // {"method": "TextRank, no model", "scores": {...}}
  error: UserError | null;
  attempt: number;
  attempts: { attempt: number; started_at: number; finished_at: number | null; error: UserError | null }[];
  idempotency_key: string;
}
export interface Shown {
  port: string;
  type: PortType;
  title: string;
  from: string; // inputs: "Clean text", the label of the source; outputs: ""
  value: unknown; // cut where it is large
  bytes: number;
  truncated: boolean; // then GET .../steps/{node}/value?side=output&port=…&offset=… pages through its text
}

// GET /api/v1/runs/{id}/events
export interface EventView {
  seq: number;
  at: number;
  type: string; // "step_started"
  node: string | null;
  text: string; // "Summarize started, attempt 2"
}

// GET /api/v1/runs/{id}/graph: the run's own version
export interface GraphView {
  nodes: NodeView[];
  edges: Edge[];
}

// GET /api/v1/runs/{id}/at/{seq}: the fold of events 1..seq, as RunView

// ---- describe -------------------------------------------------------------------------------------------

// method `draft`
export interface DraftView {
  id: string; // sent with accept and discard: a view may show a draft that another has taken the place of
  sentence: string;
  method: string; // "Read by rules, no model" | "gpt-4o"
  // start and end count code points, as Python does
  phrases: { start: number; end: number; nodes: string[]; number: number | null; understood: boolean; text: string }[];
  adds: NodeView[]; // ghosts
  connects: Edge[];
  removes: string[]; // nodes of the document that would go
  disconnects: Edge[];
  changes: { node: string; changes: Record<string, unknown> }[];
  edits: Edit[]; // what accepting applies, in order; the index is the edit's name
  questions: { node: string | null; field: string | null; text: string }[]; // "Where should it be sent?"
  not_understood: string[];
  refused: string[]; // what a model wanted and the workflow does not take, each with its reason
  problems: Problem[];
}

// ---- the element ----------------------------------------------------------------------------------------
// props: mode "edit" | "run"; workflow: string; run: number | null; draft: boolean (a draft waits to be shown)
// emits: ready {} | edit {nonce, edit} | undo {} | redo {} | run {input: object|null} | cancel {run} | resume {run}
//        | publish {note} | describe {text} | abandon {} (stop reading) | accept {draft, edits: number[] | null} (null: all)
//        | discard {draft} | select {node|null} | follow {run} (attach to another run of this workflow)
// methods (Python calls): load(DocumentView) | patch(Patch) | refused({nonce, error: UserError, document: DocumentView})
//        | run(RunView | null) | status(StatusBatch) | draft(DraftView | null) | toast({tone, text})
//        | reading(string | null) (the sentence that is being read for a draft, in whichever view it was written)
