"""Undo and redo over restarts, and properties of edits over random sequences."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editor.document import Document, parse_document, to_file
from editor.edits import apply, parse_edit, title
from editor.undo_stack import (
    LIMIT,
    LIMIT_BYTES,
    UndoStack,
    edited_field,
    parse_undo_stack,
    push,
    redo,
    to_json,
    undo,
)
from engine.errors import EditRefusedError, StorageError
from tests.editor.kinds import CATALOGUE, KINDS

ADD = {"do": "add_node", "id": "one", "kind": "shout", "label": "One"}


def done(
    document: Document, history: UndoStack, raw: object, *, paused: bool = True
) -> tuple[Document, UndoStack]:
    edit = parse_edit(raw)
    applied = apply(document, edit, CATALOGUE)
    field = edited_field(edit)
    return applied.document, push(history, title(edit, document), applied.inverse, field=field, paused=paused)


def test_undo_and_redo_survive_storing() -> None:
    empty = Document()
    document, history = done(empty, UndoStack(), ADD)
    document, history = done(document, history, {"do": "move", "positions": {"one": [8, 8]}})
    assert history.can_undo == "Move One"
    assert history.can_redo is None
    stepped = undo(parse_undo_stack(to_json(history)), parse_document(to_file(document)), CATALOGUE)
    assert stepped is not None
    assert (stepped.title, stepped.history.can_undo, stepped.history.can_redo) == (
        "Move One",
        "Add One",
        "Move One",
    )
    again = redo(parse_undo_stack(to_json(stepped.history)), stepped.document, CATALOGUE)
    assert again is not None
    assert again.document == document
    assert again.history.can_redo is None


def test_nothing_to_undo() -> None:
    assert undo(UndoStack(), Document(), CATALOGUE) is None
    assert redo(UndoStack(), Document(), CATALOGUE) is None


def test_a_new_edit_forgets_what_was_undone() -> None:
    document, history = done(Document(), UndoStack(), ADD)
    stepped = undo(history, document, CATALOGUE)
    assert stepped is not None
    _, history = done(stepped.document, stepped.history, {**ADD, "id": "two"})
    assert history.can_redo is None


def test_typing_into_one_field_is_one_undo() -> None:
    document, history = done(Document(), UndoStack(), ADD)
    for times in (1, 2, 3):
        change = {"do": "set_config", "node": "one", "changes": {"times": times}}
        document, history = done(document, history, change, paused=False)
    assert len(history.done) == 2
    stepped = undo(history, document, CATALOGUE)
    assert stepped is not None
    assert stepped.document.workflow.nodes[0].config == {}


def test_typing_that_dropped_an_edge_is_an_undo_of_its_own() -> None:
    document, history = done(Document(), UndoStack(), {**ADD, "kind": "choose"})
    document, history = done(document, history, {**ADD, "id": "two"})
    joined = {"source": "one", "source_port": "no", "target": "two", "target_port": "text"}
    document, history = done(document, history, {"do": "connect", "edge": joined})
    before = document
    for cases in (["yes", "no", "x"], ["yes", "n"], ["yes", "never"]):
        change = {"do": "set_config", "node": "one", "changes": {"cases": cases}}
        document, history = done(document, history, change, paused=False)
    while history.can_undo != "Connect One to One":
        stepped = undo(history, document, CATALOGUE)
        assert stepped is not None
        document, history = stepped.document, stepped.history
    assert document == before


def test_the_oldest_steps_go() -> None:
    document, history = done(Document(), UndoStack(), ADD)
    for x in range(LIMIT + 10):
        document, history = done(document, history, {"do": "move", "positions": {"one": [x + 1, 0]}})
    assert len(history.done) == LIMIT


def test_long_steps_are_kept_up_to_a_size_and_the_newest_always() -> None:
    document, history = done(Document(), UndoStack(), ADD)
    for letter in "abcdefgh":
        change = {"do": "set_config", "node": "one", "changes": {"note": letter * (LIMIT_BYTES // 4)}}
        document, history = done(document, history, change)
    assert len(history.done) == 3
    change = {"do": "set_config", "node": "one", "changes": {"note": "x" * LIMIT_BYTES * 2}}
    document, history = done(document, history, change)
    document, history = done(document, history, {"do": "set_config", "node": "one", "changes": {"note": "y"}})
    assert len(history.done) == 1
    stepped = undo(history, document, CATALOGUE)
    assert stepped is not None
    assert stepped.document.workflow.nodes[0].config["note"] == "x" * LIMIT_BYTES * 2


def test_a_damaged_history_is_said_to_be_so() -> None:
    with pytest.raises(StorageError, match="undo history"):
        parse_undo_stack('{"done": [{"title": 1}]}')


IDS = st.sampled_from(["a", "b", "c", "d", "e", "f", "Not an id", ""])
KIND_NAMES = st.sampled_from([kind.name for kind in KINDS] + ["unknown"])
PORTS = st.sampled_from(
    ["text", "values", "value", "record", "items", "count", "yes", "no", "error", "nowhere"]
)
EDGES = st.fixed_dictionaries(
    {"source": IDS, "source_port": PORTS, "target": IDS, "target_port": PORTS}
).filter(lambda edge: all(end.islower() and " " not in end for end in edge.values()))
COORDINATES = st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)).map(list)
CONFIGS = st.dictionaries(
    st.sampled_from(["times", "cases", "odd"]),
    st.one_of(
        st.integers(-1, 12),
        st.lists(st.sampled_from(["yes", "no", "MAYBE"]), max_size=3),
        st.text(max_size=3),
    ),
    max_size=2,
)
POLICIES = st.one_of(
    st.fixed_dictionaries({"retry": st.fixed_dictionaries({"attempts": st.integers(0, 5)})}),
    st.fixed_dictionaries(
        {"on_failure": st.fixed_dictionaries({"then": st.sampled_from(["stop", "error_port", "x"])})}
    ),
    st.fixed_dictionaries({"timeout_s": st.one_of(st.none(), st.floats(-1, 10))}),
)


def _edit(do: str, **parts: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({"do": st.just(do), **parts})


SINGLE = st.one_of(
    _edit(
        "add_node", id=IDS, kind=KIND_NAMES, label=st.text(max_size=5), config=CONFIGS, x=st.floats(-99, 99)
    ),
    _edit("connect", edge=EDGES),
    _edit("connect", edge=EDGES),
    _edit("disconnect", edges=st.lists(EDGES, max_size=2)),
    _edit("remove_nodes", nodes=st.lists(IDS, max_size=2)),
    _edit("move", positions=st.dictionaries(IDS, COORDINATES, max_size=2)),
    _edit("set_config", node=IDS, changes=CONFIGS, unset=st.just(["odd"])),
    _edit("set_policy", node=IDS, changes=POLICIES),
    _edit("rename_node", node=IDS, label=st.text(max_size=5)),
    _edit("rename_workflow", name=st.text(max_size=5)),
)
ANY_EDIT = st.one_of(
    SINGLE, SINGLE, _edit("batch", title=st.just("Batch"), edits=st.lists(SINGLE, max_size=3))
)


def seeded() -> Document:
    nodes = [
        {"id": name, "kind": kind.name}
        for name, kind in zip("abcd", (KINDS[0], KINDS[1], KINDS[5], KINDS[4]), strict=True)
    ]
    return parse_document({"nodes": nodes, "edges": []})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ANY_EDIT, min_size=1, max_size=14))
def test_any_sequence_can_be_undone_and_redone_exactly(raws: list[dict[str, object]]) -> None:
    document, history = seeded(), UndoStack()
    states = [document]
    for raw in raws:
        before = to_file(document)
        try:
            changed, pushed = done(document, history, raw)
        except EditRefusedError:
            assert to_file(document) == before
            continue
        assert parse_document(to_file(changed)) == changed
        assert len({node.id for node in changed.workflow.nodes}) == len(changed.workflow.nodes)
        assert set(changed.layout.positions) <= {node.node_id for node in changed.workflow.nodes}
        document, history = changed, pushed
        states.append(document)
    _walk_back_and_forth(states, history)


def _walk_back_and_forth(states: list[Document], history: UndoStack) -> None:
    document = states[-1]
    for expected in reversed(states[:-1]):
        stepped = undo(parse_undo_stack(to_json(history)), document, CATALOGUE)
        assert stepped is not None
        document, history = stepped.document, stepped.history
        assert document == expected
    assert undo(history, document, CATALOGUE) is None
    for expected in states[1:]:
        stepped = redo(history, document, CATALOGUE)
        assert stepped is not None
        document, history = stepped.document, stepped.history
        assert document == expected
    assert redo(history, document, CATALOGUE) is None
