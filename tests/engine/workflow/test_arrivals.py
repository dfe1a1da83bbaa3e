from engine.workflow.arrivals import fields_of, names_of, scope_of
from engine.workflow.ports import Arrival

TWO_TEXTS = (Arrival("clean", "text", "a"), Arrival("ask", "text", "b"), Arrival("sum", "summary", "c"))


def test_a_unique_port_names_its_value_and_a_shared_one_needs_the_node() -> None:
    assert fields_of(TWO_TEXTS) == {"clean_text": "a", "ask_text": "b", "summary": "c"}


def test_names_are_distinct_even_where_long_names_meet() -> None:
    ends = [("a", "b_c"), ("a_b", "c"), ("x", "b_c"), ("y", "c"), ("z", "a_b_c")]
    names = names_of(ends)
    assert len(set(names)) == len(ends)
    assert names[-1] == "a_b_c", "a unique port keeps its own name"


def test_expressions_may_always_write_the_long_name_and_the_node() -> None:
    scope = scope_of(TWO_TEXTS)
    assert scope["sum_summary"] == scope["summary"] == "c"
    assert scope["ask"] == {"text": "b"}
    assert "text" not in scope
    assert scope["value"] == "a"


def test_a_port_called_value_wins_over_the_first_arrival() -> None:
    scope = scope_of((Arrival("clean", "text", 1), Arrival("wait", "value", 2)))
    assert scope["value"] == 2


def test_the_ports_of_an_if_are_named_after_the_node_too() -> None:
    assert fields_of((Arrival("check", "true", 5),)) == {"check_true": 5}


def test_a_port_wins_over_a_node_of_the_same_name() -> None:
    assert scope_of((Arrival("text", "text", "a"),))["text"] == "a"


def test_nothing_arrived() -> None:
    assert fields_of(None) == {} == scope_of(())
