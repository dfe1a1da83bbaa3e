"""Every edit: its effect, its refusals, and that its inverse restores the document."""

from functools import partial
from typing import Any

import pytest

from editor.document import Document, parse_document, to_file
from editor.edits import AnyEdit, Applied, apply, parse_edit, title
from engine.errors import EditRefusedError
from engine.workflow.validation import validate
from tests.bounds import count_calls
from tests.editor.kinds import CATALOGUE


def edge(source: str, target: str, source_port: str = "text", target_port: str = "text") -> dict[str, str]:
    return {"source": source, "source_port": source_port, "target": target, "target_port": target_port}


def start() -> Document:
    nodes = [
        {"id": "source", "kind": "source"},
        {"id": "shout", "kind": "shout"},
        {"id": "choose", "kind": "choose"},
        {"id": "one", "kind": "shout"},
        {"id": "two", "kind": "shout"},
        {"id": "split", "kind": "split_up"},
        {"id": "record", "kind": "only_record"},
        {"id": "gather", "kind": "gather"},
    ]
    edges = [
        edge("source", "shout"),
        edge("shout", "choose"),
        edge("choose", "one", "yes"),
        edge("choose", "two", "no"),
        edge("one", "gather", "text", "values"),
        edge("two", "gather", "text", "values"),
    ]
    positions = {node["id"]: [80 * index, 80] for index, node in enumerate(nodes)}
    return parse_document({"nodes": nodes, "edges": edges, "layout": {"positions": positions}})


def do(document: Document, **raw: object) -> Applied:
    edit = parse_edit(raw)
    before = to_file(document)
    applied = apply(document, edit, CATALOGUE)
    assert to_file(document) == before, "the old document is a value"
    back = apply(applied.document, applied.inverse, CATALOGUE)
    assert back.document == document
    assert apply(back.document, back.inverse, CATALOGUE).document == applied.document
    assert parse_document(to_file(applied.document)) == applied.document
    return applied


def refused(document: Document, **raw: object) -> EditRefusedError:
    with pytest.raises(EditRefusedError) as error:
        apply(document, parse_edit(raw), CATALOGUE)
    assert error.value.what
    assert error.value.where
    assert error.value.why
    assert error.value.fix
    return error.value


def edges_of(document: Document) -> list[str]:
    return [str(edge) for edge in document.workflow.edges]


def test_add_node() -> None:
    after = do(
        start(), do="add_node", id="loud", kind="shout", version=1, label="", x=10.5, y=-0.5, config={}
    ).document
    assert after.workflow.nodes[-1].id == "loud"
    assert after.label("loud") == "Shout"
    assert after.position("loud") == (11, 0)


def test_a_new_node_may_have_a_config_that_is_wrong() -> None:
    after = do(start(), do="add_node", id="loud", kind="shout", config={"times": 99}).document
    assert after.workflow.by_id["loud"].config == {"times": 99}  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"id": "shout"}, "already"),
        ({"id": "Shout it"}, "cannot be the id"),
        ({"id": ""}, "cannot be the id"),
        ({"kind": "whisper"}, "no node kind"),
        ({"version": 2}, "no node kind"),
    ],
)
def test_add_node_refuses(change: dict[str, Any], what: str) -> None:
    assert what in refused(start(), **{"do": "add_node", "id": "new", "kind": "shout", **change}).what


def test_removing_nodes_takes_their_edges_places_and_labels_along() -> None:
    document = do(start(), do="rename_node", node="choose", label="Pick").document
    after = do(document, do="remove_nodes", nodes=["choose", "one"]).document
    assert edges_of(after) == ["source.text → shout.text", "two.text → gather.values"]
    assert "choose" not in after.layout.positions
    assert "choose" not in after.layout.labels
    assert "no step 'ghost'" in refused(start(), do="remove_nodes", nodes=["one", "ghost"]).what


def test_connecting_to_a_port_that_takes_many_adds() -> None:
    after = do(start(), do="connect", edge=edge("shout", "gather", "text", "values")).document
    assert edges_of(after)[-1] == "shout.text → gather.values"
    assert len(edges_of(after)) == 7


def test_connecting_to_a_taken_port_replaces_and_undo_restores_the_order() -> None:
    document = start()
    applied = do(document, do="connect", edge=edge("source", "choose"))
    assert "shout.text → choose.text" not in edges_of(applied.document)
    assert edges_of(applied.document)[-1] == "source.text → choose.text"
    assert edges_of(apply(applied.document, applied.inverse, CATALOGUE).document) == edges_of(document)


@pytest.mark.parametrize(
    ("raw", "what", "why"),
    [
        (edge("source", "shout"), "connected already", ""),
        (edge("source", "source"), "no input 'text'", "no inputs"),
        (edge("shout", "shout"), "feed itself", ""),
        (edge("two", "shout"), "circle", "Shout → Choose → Two"),
        (edge("ghost", "shout"), "no step 'ghost'", ""),
        (edge("shout", "ghost"), "no step 'ghost'", ""),
        (edge("shout", "choose", "loud"), "no output 'loud'", "text"),
        (edge("shout", "choose", "text", "loud"), "no input 'loud'", "text"),
        (edge("split", "shout", "record"), "gives json, and Text takes", "json cannot be turned into text"),
    ],
)
def test_connect_refuses_and_says_why(raw: dict[str, str], what: str, why: str) -> None:
    error = refused(start(), do="connect", edge=raw)
    assert what in error.what
    assert why in error.why


def test_stated_coercions_connect() -> None:
    document = start()
    for port in ("items", "count"):
        document = do(document, do="connect", edge=edge("split", "shout", port)).document
    document = do(document, do="connect", edge=edge("split", "record", "items", "record")).document
    assert edges_of(document)[-2:] == ["split.count → shout.text", "split.items → record.record"]


def test_disconnect() -> None:
    after = do(
        start(), do="disconnect", edges=[edge("choose", "one", "yes"), edge("source", "shout")]
    ).document
    assert len(after.workflow.edges) == 4
    assert "no such connection" in refused(start(), do="disconnect", edges=[edge("source", "two")]).what


def test_move_rounds_and_says_when_nothing_moved() -> None:
    applied = do(start(), do="move", positions={"one": [1.5, 2.4], "two": [-1.5, 0]})
    assert applied.document.position("one") == (2, 2)
    assert applied.document.position("two") == (-1, 0)
    assert not do(applied.document, do="move", positions={"one": [2, 2]}).changed
    assert refused(start(), do="move", positions={"ghost": [1, 1]}).where == "ghost"


def test_renaming_changes_no_version() -> None:
    document = start()
    after = do(document, do="rename_node", node="one", label="  Über\nalles ").document
    assert after.label("one") == "Über alles"
    assert after.workflow.hash == document.workflow.hash
    assert "empty" in refused(document, do="rename_node", node="one", label="\n").what
    assert do(document, do="rename_workflow", name="News").document.name == "News"
    assert "empty" in refused(document, do="rename_workflow", name="").what


def test_set_config() -> None:
    document = do(start(), do="set_config", node="shout", changes={"times": 3, "odd": [1]}, unset=[]).document
    assert document.workflow.by_id["shout"].config == {"times": 3, "odd": [1]}  # type: ignore[index]
    after = do(document, do="set_config", node="shout", changes={}, unset=["odd"]).document
    assert after.workflow.by_id["shout"].config == {"times": 3}  # type: ignore[index]
    assert not do(after, do="set_config", node="shout", changes={"times": 3}).changed
    assert do(after, do="set_config", node="shout", changes={"times": True}).changed


def test_a_config_that_takes_an_output_port_away_takes_its_edges_along() -> None:
    document = start()
    after = do(document, do="set_config", node="choose", changes={"cases": ["yes", "maybe"]}).document
    assert "choose.no → two.text" not in edges_of(after)
    assert "choose.yes → one.text" in edges_of(after)


def test_a_config_that_is_wrong_for_a_moment_keeps_the_edges() -> None:
    document = start()
    typing = do(document, do="set_config", node="choose", changes={"cases": ["yes", "NO"]}).document
    assert edges_of(typing) == edges_of(document)
    done = do(typing, do="set_config", node="choose", changes={"cases": ["yes", "never"]}).document
    assert len(done.workflow.edges) == len(document.workflow.edges) - 1


def test_set_policy_in_part_and_within_its_range() -> None:
    document = do(
        start(), do="set_policy", node="one", changes={"retry": {"attempts": 5}, "timeout_s": 9}
    ).document
    node = document.workflow.by_id["one"]  # type: ignore[index]
    assert (node.retry.attempts, node.retry.factor, node.timeout_s) == (5, 2.0, 9)
    assert (
        "retry.attempts"
        in refused(document, do="set_policy", node="one", changes={"retry": {"attempts": 0}}).where
    )
    assert "no policy" in refused(document, do="set_policy", node="one", changes={"kind": "x"}).what
    refused(document, do="set_policy", node="one", changes={"join": "some"})


def test_the_error_port_comes_and_goes_with_its_policy() -> None:
    refused(start(), do="connect", edge=edge("shout", "record", "error", "record"))
    document = do(
        start(), do="set_policy", node="shout", changes={"on_failure": {"then": "error_port"}}
    ).document
    document = do(document, do="connect", edge=edge("shout", "record", "error", "record")).document
    document = do(document, do="set_policy", node="shout", changes={"on_failure": {"then": "stop"}}).document
    assert edges_of(document) == edges_of(start())


def test_a_batch_is_all_or_nothing_and_one_undo() -> None:
    add = {"do": "add_node", "id": "new", "kind": "shout"}
    join = {"do": "connect", "edge": edge("new", "gather", "text", "values")}
    after = do(start(), do="batch", title="Paste", edits=[add, join]).document
    assert len(after.workflow.nodes) == 9
    error = refused(start(), do="batch", title="Paste", edits=[add, join, join])
    assert "change 3 of 3" in error.where
    assert error.details["index"] == 2


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {},
        {"do": "explode"},
        {"do": "restore", "remove_nodes": ["one"]},
        {"do": "batch", "title": "x", "edits": [{"do": "restore"}]},
        {"do": "move", "positions": {"one": [float("nan"), 0]}},
        {"do": "move", "positions": {"one": [1e9, 0]}},
        {"do": "rename_workflow", "name": "\ud800"},
        {"do": "rename_workflow", "name": "x", "extra": 1},
        {"do": "set_config", "node": "one", "changes": {"times": 2**70}, "unset": []},
    ],
)
def test_what_is_no_edit_is_refused(raw: object) -> None:
    with pytest.raises(EditRefusedError) as error:
        parse_edit(raw)
    assert error.value.fix


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"do": "add_node", "id": "x", "kind": "shout", "label": "Louder"}, "Add Louder"),
        ({"do": "remove_nodes", "nodes": ["one"]}, "Delete One"),
        ({"do": "remove_nodes", "nodes": ["one", "two"]}, "Delete 2 nodes"),
        ({"do": "connect", "edge": edge("one", "split")}, "Connect One to Split"),
        ({"do": "disconnect", "edges": [edge("source", "shout")]}, "Remove connection"),
        ({"do": "move", "positions": {"one": [1, 1], "two": [1, 1]}}, "Move 2 nodes"),
        ({"do": "set_config", "node": "one", "changes": {"times": 2}}, "Change times of One"),
        ({"do": "set_policy", "node": "one", "changes": {"timeout_s": 2}}, "Change timeout of One"),
        ({"do": "rename_node", "node": "one", "label": "x"}, "Rename One"),
        ({"do": "rename_workflow", "name": "x"}, "Rename workflow"),
        ({"do": "batch", "title": "Paste 3 nodes", "edits": []}, "Paste 3 nodes"),
    ],
)
def test_titles(raw: dict[str, Any], said: str) -> None:
    assert title(parse_edit(raw), start()) == said


def test_an_undo_of_another_document_is_refused() -> None:
    applied = do(start(), do="remove_nodes", nodes=["one"])
    with pytest.raises(EditRefusedError, match="changed since"):
        apply(start(), applied.inverse, CATALOGUE)


def chain(count: int) -> Document:
    nodes = [{"id": f"n{index}", "kind": "shout" if index else "source"} for index in range(count)]
    edges = [edge(f"n{index}", f"n{index + 1}") for index in range(count - 1)]
    positions = {f"n{index}": [index, 0] for index in range(count)}
    return parse_document({"nodes": nodes, "edges": edges, "layout": {"positions": positions}})


def test_an_edit_costs_little_in_a_large_document() -> None:
    """Calls are counted, not time: an edit that validated all 500 steps anew would make more of them."""
    document = chain(500)
    edits: list[AnyEdit] = [
        parse_edit({"do": "move", "positions": {"n7": [5, 5]}}),
        parse_edit({"do": "set_config", "node": "n250", "changes": {"times": 2}}),
        parse_edit({"do": "connect", "edge": edge("n10", "n400")}),
        parse_edit({"do": "remove_nodes", "nodes": ["n333"]}),
    ]
    anew = count_calls(lambda: validate(document.workflow, CATALOGUE))
    for edit in edits:
        assert count_calls(partial(apply, document, edit, CATALOGUE)) < anew / 4


def test_unchanged_nodes_are_shared() -> None:
    document = chain(50)
    after = do(document, do="set_config", node="n9", changes={"times": 2}).document
    shared = [old is new for old, new in zip(document.workflow.nodes, after.workflow.nodes, strict=True)]
    assert shared.count(False) == 1
    assert after.workflow.edges is document.workflow.edges
