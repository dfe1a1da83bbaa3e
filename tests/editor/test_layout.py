"""Layout: on the grid, from left to right, without overlaps."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from editor.document import Document, Position, parse_document
from editor.layout import GRID, HEIGHT, WIDTH, layers, place_all, with_positions
from tests.editor.test_edits import edge


def overlapping(document: Document) -> list[tuple[str, str]]:
    places = document.layout.positions
    return [
        (one, two)
        for one, two in combinations(places, 2)
        if abs(places[one].x - places[two].x) < WIDTH and abs(places[one].y - places[two].y) < HEIGHT
    ]


def test_a_branch_and_join() -> None:
    edges = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]
    assert place_all(["a", "b", "c", "d"], edges) == {
        "a": Position(80, 136),
        "b": Position(368, 80),
        "c": Position(368, 184),
        "d": Position(656, 136),
    }


def test_a_layer_follows_the_order_of_what_feeds_it() -> None:
    edges = [("a", "x"), ("b", "y"), ("x", "end"), ("y", "end")]
    assert layers(["a", "b", "y", "x", "end"], edges) == [["a", "b"], ["x", "y"], ["end"]]


def test_a_circle_is_laid_out_all_the_same() -> None:
    assert [
        len(layer) for layer in layers(["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a"), ("b", "b")])
    ] == [1, 1, 1]


def test_an_empty_document() -> None:
    assert with_positions(Document()) == Document()
    assert layers([], []) == []


def test_new_nodes_stand_right_of_what_feeds_them_and_old_ones_stay() -> None:
    raw = {
        "nodes": [{"id": name, "kind": "shout"} for name in ("a", "b", "new", "other", "alone")],
        "edges": [edge("a", "b"), edge("a", "new"), edge("a", "other")],
        "layout": {"positions": {"a": [80, 80], "b": [368, 80]}},
    }
    document = with_positions(parse_document(raw))
    assert document.position("a") == (80, 80)
    assert document.position("b") == (368, 80)
    assert document.position("new") == (368, 184)
    assert document.position("other") == (368, 288)
    assert document.position("alone").x == 80
    assert overlapping(document) == []


def test_a_new_node_does_not_stand_edge_to_edge_with_another() -> None:
    raw = {
        "nodes": [{"id": name, "kind": "shout"} for name in ("a", "below", "new")],
        "edges": [edge("a", "new")],
        "layout": {"positions": {"a": [80, 80], "below": [368, 144]}},
    }
    assert with_positions(parse_document(raw)).position("new") == (368, 248)


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=25),
    st.dictionaries(st.integers(0, 11), st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=3),
)
def test_nothing_new_lies_on_anything(pairs: set[tuple[int, int]], known: dict[int, tuple[int, int]]) -> None:
    fixed = {f"n{index}": [x * 400, y * 200] for index, (x, y) in known.items()}
    raw = {
        "nodes": [{"id": f"n{index}", "kind": "gather"} for index in range(12)],
        "edges": [edge(f"n{a}", f"n{b}", "value", "values") for a, b in sorted(pairs)],
        "layout": {"positions": fixed},
    }
    document = with_positions(parse_document(raw))
    assert all(list(document.position(name)) == at for name, at in fixed.items())
    assert all(at.x % GRID == 0 and at.y % GRID == 0 for at in document.layout.positions.values())
    assert not [pair for pair in overlapping(document) if not set(pair) <= set(fixed)]
