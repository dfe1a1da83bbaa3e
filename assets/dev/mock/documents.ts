// Workflows to look at.
import { DEFAULT_POLICY } from "../../src/document/policy";
import type { DocumentView, Edge, NodeView } from "../../src/server/protocol";
import { kinds } from "./kinds";

export function step(id: string, label: string, kind: string, x: number, y: number, config: Record<string, unknown> = {}): NodeView {
  const found = kinds.get(kind);
  if (!found) throw new Error(`no kind ${kind}`);
  return {
    id, label, kind, version: 1, x, y, config: { ...found.defaults, ...config }, policy: DEFAULT_POLICY, inputs: found.inputs,
    outputs: found.outputs, brief: brief(kind, config),
  };
}

export function brief(kind: string, given: Record<string, unknown>): string {
  const config: Record<string, unknown> = { ...kinds.get(kind)?.defaults, ...given };
  const [first] = Object.values(config);
  if (kind === "classify" && Array.isArray(config["categories"])) return `${config["categories"].length} categories`;
  return typeof first === "string" || typeof first === "number" ? String(first) : "";
}

export function wire(text: string): Edge[] {
  return text.split(/\s+/).filter(Boolean).map((each) => {
    const [from = "", to = ""] = each.split(">");
    const [source = "", source_port = ""] = from.split(".");
    const [target = "", target_port = ""] = to.split(".");
    return { source, source_port, target, target_port };
  });
}

function document(id: string, name: string, nodes: NodeView[], edges: Edge[], version: number | null): DocumentView {
  return {
    id, name, revision: 1, nodes, edges, problems: [], can_undo: null, can_redo: null, saved_at: Date.now() / 1000 - 14,
    version: { number: version, edited: false }, last_run: null,
  };
}

function example(): DocumentView {
  return document("text_to_summary", "Text to summary", [
    step("input", "Input", "input", 0, 48), step("clean_text", "Clean text", "clean_text", 272, 48),
    step("summarize", "Summarize", "summarize", 544, 0), step("keywords", "Extract keywords", "extract_keywords", 544, 96),
  ], wire("input.text>clean_text.text clean_text.text>summarize.text clean_text.text>keywords.text"), null);
}

function wide(): DocumentView {
  return document("article_triage", "Article triage", [
    step("article", "Article", "input", 0, 48), step("clean_text", "Clean text", "clean_text", 272, 48),
    step("summarize", "Summarize", "summarize", 544, 0), step("keywords", "Extract keywords", "extract_keywords", 544, 96),
    step("merge", "Merge", "merge", 816, 48), step("tag", "Tag category", "classify", 272, 304),
    step("is_sports", "Is it sports?", "condition", 544, 304), step("post", "Post to newsroom", "http_request", 816, 256, { url: "https://newsroom.example/articles" }),
    step("archive", "Archive note", "write_file", 816, 352),
  ], wire(`article.text>clean_text.text clean_text.text>summarize.text clean_text.text>keywords.text summarize.text>merge.first
    keywords.keywords>merge.second merge.merged>tag.text tag.tag>is_sports.value is_sports.true>post.body is_sports.false>archive.text`), 7);
}

/** Chains of ten with crossings between them. */
function big(count: number): DocumentView {
  const nodes: NodeView[] = [step("input", "Input", "input", 0, 0)];
  const edges: string[] = [];
  const used = ["clean_text", "summarize", "clean_text", "template", "clean_text"];
  for (let index = 1; index < count; index += 1) {
    const [column, row] = [((index - 1) % 10) + 1, Math.floor((index - 1) / 10)];
    const kind = used[index % used.length] ?? "clean_text";
    nodes.push(step(`step_${index}`, `Step ${index}`, kind, column * 272, row * 96));
    const before = column === 1 ? "input" : `step_${index - 1}`;
    edges.push(`${before}.text>step_${index}.${kind === "template" ? "data" : "text"}`);
  }
  return document("big", `${count} steps`, nodes, wire(edges.join(" ")), 1);
}

export const scenes: Record<string, (count: number) => DocumentView> = {
  example, wide, big, empty: () => document("empty", "Untitled workflow", [], [], null),
};
