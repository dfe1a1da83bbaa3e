// A catalogue with every widget and port type in it.
import type { Catalogue, Field, Kind, Port, PortType } from "../../src/server/protocol";

function port(name: string, type: PortType, extra: Partial<Port> = {}): Port {
  return { name, type, title: name[0]?.toUpperCase() + name.slice(1).replaceAll("_", " "), required: true, many: false, ...extra };
}

function field(name: string, widget: Field["widget"], extra: Partial<Field> = {}): Field {
  return {
    name, widget, title: name[0]?.toUpperCase() + name.slice(1).replaceAll("_", " "), help: "", required: false, default: null,
    placeholder: "", options: [], minimum: null, maximum: null, step: null, max_length: null, fields: [], credential: null,
    show_if: null, ...extra,
  };
}

const choices = (...values: string[]) => values.map((value) => ({ value, title: value[0]?.toUpperCase() + value.slice(1) }));

function kind(name: string, title: string, category: string, icon: string, inputs: Port[], outputs: Port[], form: Field[] = [], synonyms: string[] = []): Kind {
  const defaults = Object.fromEntries(form.map((each) => [each.name, each.default]));
  return {
    name, title, category, icon, inputs, outputs, form, synonyms, defaults, version: 1, pool: category === "ai" ? "async" : "sync",
    role: category === "start" ? "start" : "step", help: `${title}: what goes in is worked on and given on.`,
  };
}

const text = port("text", "text");

export const catalogue: Catalogue = {
  categories: [
    { name: "start", title: "Start" }, { name: "text", title: "Text" }, { name: "ai", title: "AI" },
    { name: "flow", title: "Flow" }, { name: "connect", title: "Connect" },
  ],
  coercions: [["number", "text", "as text"], ["boolean", "text", "as text"], ["list", "json", "as is"], ["text", "json", "as is"]],
  credentials: [{ name: "newsroom", type: "openai" }],
  kinds: [
    kind("input", "Input", "start", "text-cursor-input", [], [text], [
      field("fields", "rows", {
        default: [{ name: "text", type: "text", title: "Text", sample: "" }], fields: [
          field("name", "text", { required: true }), field("type", "select", { options: choices("text", "number", "json", "list") }),
          field("title", "text"), field("sample", "textarea"),
        ],
      }),
    ], ["form", "start", "paste"]),
    kind("clean_text", "Clean text", "text", "eraser", [text], [text], [
      field("case", "segmented", { default: "keep", options: choices("keep", "lower", "upper") }),
      field("strip_html", "switch", { default: true, title: "Take HTML out", help: "Tags go, their text stays." }),
      field("collapse", "switch", { default: true, title: "Join spaces" }),
    ], ["trim", "normalize", "strip"]),
    kind("split_text", "Split", "text", "split", [text], [port("parts", "list")], [
      field("by", "select", { default: "paragraph", options: choices("paragraph", "sentence", "line") }),
      field("limit", "number", { default: 100, minimum: 1, maximum: 10_000, step: 1 }),
    ], ["chunk", "sentences"]),
    kind("count_words", "Count words", "text", "hash", [text], [port("count", "number")], [], ["statistics", "length"]),
    kind("template", "Template", "text", "file-text", [port("data", "any", { many: true, required: false })], [text], [
      field("template", "template", { required: true, default: "{{ clean_text.text }}", placeholder: "Hello {{ input.name }}" }),
    ], ["format", "compose"]),
    kind("extract_keywords", "Extract keywords", "text", "tags", [text], [port("keywords", "list")], [
      field("most", "slider", { default: 8, minimum: 1, maximum: 30, step: 1 }),
      field("stop_words", "tags", { default: ["the", "and"] }),
    ], ["rake", "terms"]),
    kind("summarize", "Summarize", "ai", "text", [text], [text], [
      field("model", "select", { default: "rules", options: [{ value: "rules", title: "Without a model" }, { value: "llama", title: "llama-3.1-8b" }] }),
      field("credential", "credential", { credential: "openai", show_if: { field: "model", equals: ["llama"] } }),
      field("sentences", "slider", { default: 3, minimum: 1, maximum: 12, step: 1 }),
      field("instructions", "textarea", { placeholder: "Judge by the main event", max_length: 2000 }),
    ], ["tldr", "shorten"]),
    kind("classify", "Classify", "ai", "tag", [port("text", "any")], [port("tag", "json")], [
      field("categories", "tags", { required: true, default: ["sports", "politics", "business", "culture", "other"] }),
      field("least", "slider", { title: "Least confidence", default: 0.6, minimum: 0, maximum: 1, step: 0.05 }),
      field("hints", "map", { title: "Keywords" }),
    ], ["category", "label", "tagging"]),
    kind("sentiment", "Sentiment", "ai", "smile", [text], [port("score", "number"), port("positive", "boolean")]),
    kind("condition", "If", "flow", "git-branch", [port("value", "any")], [port("true", "any"), port("false", "any")], [
      field("when", "condition", { required: true, default: { left: "{{ value.category }}", op: "equals", right: "sports" } }),
    ], ["branch", "filter", "decide"]),
    kind("merge", "Merge", "flow", "git-merge", [port("first", "any"), port("second", "any", { required: false }), port("third", "any", { required: false })], [port("merged", "json")], [
      field("how", "segmented", { default: "object", options: choices("object", "list") }),
    ], ["join", "combine"]),
    kind("wait", "Wait", "flow", "timer", [port("value", "any")], [port("value", "any")], [field("seconds", "number", { default: 5, minimum: 0 })], ["delay", "sleep"]),
    kind("python", "Python", "flow", "code", [port("value", "any")], [port("result", "any")], [field("code", "code", { default: "return value" })]),
    kind("http_request", "HTTP request", "connect", "globe", [port("body", "json", { required: false })], [port("answer", "json")], [
      field("url", "text", { required: true, placeholder: "https://…" }), field("method", "select", { default: "POST", options: choices("GET", "POST", "PUT") }),
      field("headers", "map"), field("body", "json"),
    ], ["webhook", "api", "post"]),
    kind("write_file", "Write file", "connect", "save", [text], [port("path", "file")], [field("name", "text", { default: "note.md" })], ["save"]),
    kind("output", "Output", "connect", "log-out", [port("value", "any")], [], [field("name", "text", { default: "result" })], ["result", "end"]),
  ],
};

export const kinds = new Map(catalogue.kinds.map((each) => [each.name, each]));
