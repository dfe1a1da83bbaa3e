"""The JSON the browser reads: its shapes, and that patches bring an old view to the new one."""

from typing import Any

from editor.document import Document, parse_document
from editor.edits import apply, parse_edit
from editor.protocol import dump
from editor.undo_stack import UndoStack, push
from editor.views import Saved, catalogue_view, document_view, graph_view, patch_view
from engine.nodes import builtin
from engine.workflow.validation import validate
from tests.editor.kinds import CATALOGUE
from tests.editor.test_edits import edge, start

SAVED = Saved("triage", 3, 1_700_000_000.5, version=2, edited=True, last_run=7)


def patched(before: Document, raw: dict[str, Any]) -> tuple[dict[str, Any], Document]:
    after = apply(before, parse_edit(raw), CATALOGUE).document
    patch = patch_view(before, after, CATALOGUE, nonce="n1", problems=[], history=UndoStack(), saved=SAVED)
    return dump(patch), after


def test_the_catalogue_is_json_and_complete() -> None:
    catalogue = builtin()
    view = dump(catalogue_view(catalogue, [("key", "openai")]))
    assert [kind["name"] for kind in view["kinds"]] == [kind.name for kind in catalogue.kinds()]
    assert [one["name"] for one in view["categories"]] == ["start", "text", "ai", "flow", "connect"]
    assert ["number", "text", "the number is written as text"] in view["coercions"]
    assert view["credentials"] == [{"name": "key", "type": "openai"}]
    keys = {
        "name",
        "version",
        "title",
        "category",
        "icon",
        "help",
        "synonyms",
        "inputs",
        "outputs",
        "form",
        "defaults",
        "pool",
        "role",
    }
    assert all(set(kind) == keys for kind in view["kinds"])
    roles = {kind["name"]: kind["role"] for kind in view["kinds"]}
    assert (roles.pop("input"), roles.pop("output"), set(roles.values())) == ("start", "result", {"step"})
    assert all(
        set(port) == {"name", "type", "title", "required", "many"}
        for kind in view["kinds"]
        for port in kind["inputs"]
    )


def test_the_document_view() -> None:
    document = start()
    problems = validate(document.workflow, CATALOGUE)
    edit = parse_edit({"do": "rename_node", "node": "one", "label": "First"})
    history = push(UndoStack(), "Rename One", apply(document, edit, CATALOGUE).inverse)
    view = dump(document_view(document, CATALOGUE, problems=problems, history=history, saved=SAVED))
    assert set(view) == {
        "id", "name", "revision", "nodes", "edges", "problems", "can_undo", "can_redo", "saved_at",
        "version",
        "last_run",
    }  # fmt: skip
    assert (view["can_undo"], view["can_redo"]) == ("Rename One", None)
    assert view["version"] == {"number": 2, "edited": True}
    node = view["nodes"][2]
    assert set(node) == {
        "id", "label", "kind", "version", "x", "y", "config", "policy", "inputs", "outputs", "brief",
    }  # fmt: skip
    assert [port["name"] for port in node["outputs"]] == ["yes", "no"]
    assert set(node["policy"]) == {"retry", "timeout_s", "on_failure", "join"}
    assert view["edges"][0] == edge("source", "shout")
    assert set(view["problems"][0]) == {"severity", "node", "port", "field", "what", "fix"}


def test_a_port_that_only_an_edge_knows_is_drawn() -> None:
    document = apply(
        start(),
        parse_edit({"do": "set_config", "node": "choose", "changes": {"cases": ["NO GOOD"]}}),
        CATALOGUE,
    ).document
    view = dump(graph_view(document, CATALOGUE))
    assert [port["name"] for port in view["nodes"][2]["outputs"]] == ["otherwise", "no", "yes"]


def test_a_node_of_an_unknown_kind_is_drawn_with_its_edges() -> None:
    raw = {"nodes": [{"id": "a", "kind": "gone"}, {"id": "b", "kind": "shout"}], "edges": [edge("a", "b")]}
    node = dump(graph_view(parse_document(raw), CATALOGUE))["nodes"][0]
    assert (node["brief"], [port["name"] for port in node["outputs"]]) == ("", ["text"])


def test_a_patch_names_what_changed_and_nothing_else() -> None:
    document = start()
    patch, document = patched(document, {"do": "move", "positions": {"one": [9, 9]}})
    assert [(node["id"], node["x"]) for node in patch["upsert"]] == [("one", 9)]
    assert (patch["remove"], patch["nonce"], len(patch["edges"])) == ([], "n1", 6)
    patch, document = patched(document, {"do": "remove_nodes", "nodes": ["one"]})
    assert (patch["upsert"], patch["remove"], len(patch["edges"])) == ([], ["one"], 4)
    patch, document = patched(document, {"do": "rename_workflow", "name": "News"})
    assert (patch["name"], patch["upsert"]) == ("News", [])


def test_patches_bring_an_old_view_to_the_new_one() -> None:
    document = start()
    nodes = {node["id"]: node for node in dump(graph_view(document, CATALOGUE))["nodes"]}
    for raw in (
        {"do": "set_config", "node": "choose", "changes": {"cases": ["NO GOOD"]}},
        {"do": "disconnect", "edges": [edge("choose", "two", "no")]},
        {"do": "add_node", "id": "new", "kind": "shout", "label": "New"},
        {"do": "connect", "edge": edge("new", "gather", "text", "values")},
        {"do": "rename_node", "node": "one", "label": "First"},
        {"do": "set_policy", "node": "one", "changes": {"on_failure": {"then": "error_port"}}},
        {"do": "remove_nodes", "nodes": ["shout", "two"]},
    ):
        patch, document = patched(document, raw)
        nodes |= {node["id"]: node for node in patch["upsert"]}
        nodes = {name: node for name, node in nodes.items() if name not in patch["remove"]}
        assert dump(graph_view(document, CATALOGUE)) == {
            "nodes": list(nodes.values()),
            "edges": patch["edges"],
        }
