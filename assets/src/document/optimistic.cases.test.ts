// The edits of cases/edits.json, which Python is tested against too (tests/editor/test_shared_cases.py).
import { describe, expect, it } from "vitest";
import file from "../../cases/edits.json";
import type { DocumentView, Edge, Edit, Kind, NodeView, Policy } from "../server/protocol";
import { edgeId } from "./edges";
import { applyEdit } from "./optimistic";
import { DEFAULT_POLICY } from "./policy";

/** A document without what only Python knows; a policy is left out where it is the default. */
interface ShortDocument {
  name: string;
  nodes: (Pick<NodeView, "id" | "label" | "kind" | "x" | "y" | "config"> & { policy?: Policy })[];
  edges: string[];
}

interface Case {
  name: string;
  before: ShortDocument;
  edit: Edit;
  after: ShortDocument;
}

const kinds = new Map((file.kinds as unknown as Kind[]).map((kind) => [kind.name, kind]));
const cases = file.cases as unknown as Case[];

function expanded({ name, nodes, edges }: ShortDocument): DocumentView {
  return {
    id: "w", name, revision: 1, problems: [], can_undo: null, can_redo: null, saved_at: 0, version: { number: null, edited: true }, last_run: null,
    nodes: nodes.map((node) => ({
      ...node, version: 1, policy: node.policy ?? DEFAULT_POLICY, brief: "",
      inputs: kinds.get(node.kind)?.inputs ?? [], outputs: kinds.get(node.kind)?.outputs ?? [],
    })),
    edges: edges.map(edgeFrom),
  };
}

function edgeFrom(text: string): Edge {
  const [source = "", source_port = "", target = "", target_port = ""] = text.split(/[.>]/);
  return { source, source_port, target, target_port };
}

/** What is compared, with every policy written out. */
function compared({ name, nodes, edges }: DocumentView): ShortDocument {
  return {
    name, nodes: nodes.map(({ id, label, kind, x, y, config, policy }) => ({ id, label, kind, x, y, config, policy })), edges: edges.map(edgeId),
  };
}

describe("an edit has the result it has in Python", () => {
  it.each(cases)("$name", ({ before, edit, after }) => {
    expect(compared(applyEdit(expanded(before), edit, kinds))).toEqual(compared(expanded(after)));
  });
  it("with the same default policy", () => expect(DEFAULT_POLICY).toEqual(file.default_policy));
});
