import { describe, expect, it } from "vitest";
import type { Edge, Edit, Kind, NodeView } from "../server/protocol";
import { fromText, paste, toText, type Pasted } from "./clipboard";
import { DEFAULT_POLICY } from "./policy";

const step = (id: string, label: string, config: Record<string, unknown> = {}, extra: Partial<NodeView> = {}): NodeView => ({
  id, label, kind: "clean", version: 1, x: 100, y: 50, config, policy: DEFAULT_POLICY, inputs: [], outputs: [], brief: "", ...extra,
});
const wire = (source: string, target: string): Edge => ({ source, source_port: "text", target, target_port: "text" });
const kinds = new Map([["clean", {} as Kind]]);
const nodes = [step("clean", "Clean"), step("mail", "Mail", { body: "{{ clean.text | default('clean') }} clean {{ other.clean }}", rows: [{ t: "{{clean}}" }] })];
const here = new Map(nodes.map((node) => [node.id, node]));
const edges = [wire("clean", "mail"), wire("outside", "clean")];

function pasted(text: string, onto: ReadonlyMap<string, NodeView> = here): Pasted {
  const clip = fromText(text);
  if (clip === null) throw new Error("not a clip");
  const result = paste(clip, onto, kinds, 32, 32);
  if ("reason" in result) throw new Error(result.reason);
  return result;
}
const parts = (edit: Edit): Edit[] => (edit.do === "batch" ? edit.edits : [edit]);

describe("copied steps", () => {
  it("get fresh ids and labels, shifted places, and the edges among them", () => {
    const { edit, ids } = pasted(toText(nodes, edges));
    expect(ids).toEqual(["clean_2", "mail_2"]);
    expect(parts(edit)[0]).toMatchObject({ do: "add_node", id: "clean_2", label: "Clean 2", x: 132, y: 82 });
    expect(parts(edit).at(-1)).toEqual({ do: "connect", edge: wire("clean_2", "mail_2") });
    expect(parts(edit)).toHaveLength(3);
  });
  it("keep names inside expressions pointing at the copies, and nothing else", () => {
    const [, mail] = parts(pasted(toText(nodes, edges)).edit);
    expect(mail).toMatchObject({ config: { body: "{{ clean_2.text | default('clean') }} clean {{ other.clean }}", rows: [{ t: "{{clean_2}}" }] } });
  });
  it("keep their ids where nothing has them", () => {
    expect(pasted(toText(nodes, edges), new Map()).ids).toEqual(["clean", "mail"]);
  });
  it("are taken from a whole exported workflow, with places, names and policies", () => {
    const file = {
      format: "treadle.workflow/1", name: "Whole", nodes: [{ id: "first", kind: "clean" }, { id: "then", kind: "clean", retry: { attempts: 5 } }],
      edges: [wire("first", "then")], layout: { positions: { first: [8, 16] }, labels: { then: "And then" } },
    };
    const found = parts(pasted(JSON.stringify(file)).edit);
    expect(found).toMatchObject([
      { do: "add_node", label: "First", x: 40, y: 48, config: {} }, { do: "add_node", label: "And then" },
      { do: "set_policy", changes: { retry: { attempts: 5, factor: 2 }, join: "all" } }, { do: "connect" },
    ]);
    expect(fromText(JSON.stringify({ format: "treadle.workflow/1", nodes: [3] }))).toBeNull();
  });
  it("bring a policy of their own along", () => {
    const own = step("a", "A", {}, { policy: { ...DEFAULT_POLICY, timeout_s: 5 } });
    expect(parts(pasted(toText([own], [])).edit).map((each) => each.do)).toEqual(["add_node", "set_policy"]);
  });
  it("are refused with the name of a kind that is not here", () => {
    const clip = fromText(toText([step("a", "A", {}, { kind: "teleport" })], []));
    expect(clip && paste(clip, here, kinds, 0, 0)).toEqual({ reason: "There is no step kind “teleport” here." });
  });
  it.each(["", "hello", "{\"nodes\": []}", "{\"format\": \"treadle.clip/1\", \"nodes\": [1], \"edges\": []}", "treadle.clip/1 {"])("are not made of %j", (text) => {
    expect(fromText(text)).toBeNull();
  });
});
