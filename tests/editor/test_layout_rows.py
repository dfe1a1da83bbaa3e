"""Layout rows: as few as can be read, split where few edges cross."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from editor.layout import PITCH, place_all
from editor.layout_rows import split_into_rows


def chain(count: int) -> tuple[list[str], list[tuple[str, str]]]:
    nodes = [f"n{index}" for index in range(count)]
    return nodes, list(pairwise(nodes))


def rows_of(count: int) -> list[int]:
    nodes, edges = chain(count)
    return [len(row) for row in split_into_rows([[node] for node in nodes], edges, PITCH)]


def test_what_can_be_read_stays_one_row() -> None:
    assert [rows_of(count) for count in (0, 1, 2, 4)] == [[0], [1], [2], [4]]


def test_a_longer_chain_is_folded_into_even_rows() -> None:
    assert rows_of(5) == [3, 2]
    assert rows_of(8) == [4, 4]
    assert rows_of(9) == [3, 3, 3]


def test_a_very_long_chain_has_the_shape_of_a_canvas() -> None:
    places = place_all(*chain(200))
    width = max(at.x for at in places.values())
    height = max(at.y for at in places.values())
    assert 1 < width / height < 3


def test_a_row_ends_where_the_fewest_wires_pass() -> None:
    ranked = [["in"], ["clean"], ["a", "b", "c"], ["merge"], ["if"], ["send"]]
    edges = [("in", "clean"), ("merge", "if"), ("if", "send")]
    edges += [("clean", name) for name in "abc"] + [(name, "merge") for name in "abc"]
    assert [list(row) for row in split_into_rows(ranked, edges, PITCH)] == [[0, 1, 2, 3], [4, 5]]


def test_a_broad_graph_is_not_folded_since_that_would_make_it_smaller() -> None:
    ranked = [["start"], [f"n{index}" for index in range(200)], ["end"]]
    assert len(split_into_rows(ranked, [], PITCH)) == 1


def test_a_second_row_stands_one_column_in_and_below_all_of_the_first() -> None:
    places = place_all(*chain(5))
    assert [places[f"n{index}"].x for index in range(5)] == [80, 368, 656, 368, 656]
    assert places["n3"].y == places["n0"].y + 64 + 104


@given(st.lists(st.integers(1, 6), min_size=1, max_size=40), st.data())
def test_every_layer_is_in_one_row_and_in_order(sizes: list[int], data: st.DataObject) -> None:
    ranked = [[f"{column}.{row}" for row in range(size)] for column, size in enumerate(sizes)]
    names = [name for layer in ranked for name in layer]
    edges = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=60))
    rows = split_into_rows(ranked, edges, PITCH)
    assert [index for row in rows for index in row] == list(range(len(ranked)))
    assert all(len(row) > 0 for row in rows)
