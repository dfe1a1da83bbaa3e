import pytest
from pydantic import ValidationError

from engine.errors import AuthorError
from engine.workflow.kinds import Delayed, Emit
from engine.workflow.ports import Arrival
from tests.engine.nodes.calling import call, kind

EMOJI = "🏔️ café 👩‍👩‍👧 — \u202ertl"
BIG = "wörter " * 200_000


def taken(*args: object, **kwargs: object) -> Emit:
    result = call(*args, **kwargs)  # type: ignore[arg-type]
    assert isinstance(result, Emit)
    return result


class TestInput:
    def test_a_missing_field_is_named(self) -> None:
        with pytest.raises(AuthorError) as caught:
            call("input", run_input={"txet": "hello"})
        assert caught.value.where == "field text"
        assert "txet" in caught.value.why

    @pytest.mark.parametrize(
        ("type_", "wrong"),
        [
            ("text", 5),
            ("text", ["a"]),
            ("number", "5"),
            ("number", True),
            ("boolean", "true"),
            ("list", {"a": 1}),
        ],
    )
    def test_a_value_of_another_type_is_refused(self, type_: str, wrong: object) -> None:
        with pytest.raises(AuthorError, match="takes") as caught:
            call("input", config={"fields": [{"name": "it", "type": type_}]}, run_input={"it": wrong})
        assert caught.value.where == "field it"
        assert caught.value.fix

    @pytest.mark.parametrize("text", ["", EMOJI, BIG])
    def test_any_text_passes_unchanged(self, text: str) -> None:
        assert taken("input", run_input={"text": text}).outputs == {"text": text}

    def test_false_zero_and_empty_are_values(self) -> None:
        fields = [
            {"name": "a", "type": "boolean"},
            {"name": "b", "type": "number"},
            {"name": "c", "type": "list"},
        ]
        given = {"a": False, "b": 0, "c": []}
        assert taken("input", config={"fields": fields}, run_input=given).outputs == given

    def test_lines_make_a_list(self) -> None:
        found = taken("input", config={"fields": [{"name": "a", "type": "list"}]}, run_input={"a": "x\ny"})
        assert found.outputs == {"a": ["x", "y"]}

    def test_an_optional_field_left_empty_gives_nothing(self) -> None:
        config = {"fields": ["a", {"name": "b", "required": False}]}
        assert taken("input", config=config, run_input={"a": "x", "b": None}).outputs == {"a": "x"}

    def test_what_no_field_takes_is_noted(self) -> None:
        assert taken("input", run_input={"text": "a", "extra": 1}).notes == {"ignored": ["extra"]}

    def test_ports_follow_the_fields(self) -> None:
        ports = (
            kind("input").ports({"fields": ["a", {"name": "b", "type": "json", "title": "Order"}]}).outputs
        )
        assert [(port.name, port.type, port.title) for port in ports] == [
            ("a", "text", "a"),
            ("b", "json", "Order"),
        ]

    @pytest.mark.parametrize(
        "fields",
        [
            [],
            ["a", "a"],
            ["Not An Id"],
            ["error"],
            [{"name": "n", "type": "number", "default": "three"}],
            [{"name": "n", "type": "colour"}],
        ],
    )
    def test_fields_that_make_no_form_are_refused(self, fields: list[object]) -> None:
        with pytest.raises(ValidationError):
            kind("input").parse({"fields": fields})


class TestIf:
    def test_an_absent_field_takes_false_and_is_noted(self) -> None:
        condition = {"field": "user.plan", "op": "equals", "value": "pro"}
        found = taken("if", {"value": {"user": {}}}, {"condition": condition})
        assert found.outputs == {"false": {"user": {}}}
        assert found.notes == {"condition": "user.plan = pro", "missing": ["user.plan"]}

    @pytest.mark.parametrize("value", [None, "", EMOJI, BIG, 0, [], {}, {"a": {"b": [1, None]}}])
    def test_whatever_comes_leaves_by_exactly_one_port_unchanged(self, value: object) -> None:
        found = taken("if", {"value": value}, {"condition": {"field": "a.b.0", "op": "at_least", "value": 1}})
        assert list(found.outputs.values()) == [value]

    def test_groups(self) -> None:
        inner = {"match": "any", "conditions": [{"field": "a", "value": 1}, {"field": "b", "value": 1}]}
        config = {"condition": {"match": "not", "conditions": [inner]}}
        assert "true" in taken("if", {"value": {"a": 2}}, config).outputs
        assert "false" in taken("if", {"value": {"b": 1}}, config).outputs


class TestSwitch:
    CASES = (
        {"name": "low", "condition": {"op": "less", "value": 10}},
        {"name": "any_number", "condition": {"op": "exists"}},
    )

    def test_the_first_that_holds_is_taken(self) -> None:
        assert taken("switch", {"value": 3}, {"cases": self.CASES}).outputs == {"low": 3}
        assert taken("switch", {"value": 30}, {"cases": self.CASES}).outputs == {"any_number": 30}

    def test_ports_are_the_cases_and_otherwise(self) -> None:
        names = [port.name for port in kind("switch").ports({"cases": list(self.CASES)}).outputs]
        assert names == ["low", "any_number", "otherwise"]
        assert [port.name for port in kind("switch").ports({}).outputs] == ["otherwise"]

    @pytest.mark.parametrize("name", ["otherwise", "error", "Two words", ""])
    def test_names_that_are_no_free_port_are_refused(self, name: str) -> None:
        with pytest.raises(ValidationError):
            kind("switch").parse({"cases": [{"name": name, "condition": {"op": "exists"}}]})


class TestMerge:
    def test_equal_ports_lose_nothing(self) -> None:
        values = (Arrival("a", "text", 1), Arrival("b", "text", 2), Arrival("check", "true", 3))
        assert taken("merge", {"values": values}).outputs == {
            "merged": {"a_text": 1, "b_text": 2, "check_true": 3}
        }

    def test_nothing_arrived_is_the_authors_to_mend(self) -> None:
        with pytest.raises(AuthorError, match="Nothing arrived"):
            call("merge", {"values": ()})

    def test_text_writes_each_value_as_a_person_would(self) -> None:
        values = (Arrival("a", "x", EMOJI), Arrival("b", "y", ["p", "q"]), Arrival("c", "z", {"k": 1}))
        found = taken("merge", {"values": values}, {"mode": "text", "separator": "\n"})
        assert found.outputs["merged"] == f'{EMOJI}\np\nq\n{{"k":1}}'


class TestSetFields:
    def test_a_single_expression_keeps_its_type_and_text_around_it_does_not(self) -> None:
        fields = [
            {"name": "n", "value": "{{ words | length }}"},
            {"name": "t", "value": "{{ words | length }} words"},
        ]
        values = (Arrival("a", "words", ["x", "y"]),)
        found = taken("set_fields", {"values": values}, {"fields": fields})
        assert found.outputs == {"result": {"n": 2, "t": "2 words"}}

    def test_keeping_the_others(self) -> None:
        row = [{"name": "b", "value": "new"}]
        keep = {"fields": row, "keep_others": True}
        single = taken("set_fields", {"values": (Arrival("x", "r", {"a": 1, "b": 2}),)}, keep)
        assert single.outputs["result"] == {"a": 1, "b": "new"}
        several = taken("set_fields", {"values": (Arrival("x", "r", {"a": 1}), Arrival("y", "s", 5))}, keep)
        assert several.outputs["result"] == {"r": {"a": 1}, "s": 5, "b": "new"}

    def test_the_arriving_object_is_not_changed(self) -> None:
        arrived = {"a": 1}
        taken(
            "set_fields",
            {"values": (Arrival("x", "r", arrived),)},
            {"fields": [{"name": "b", "value": "2"}], "keep_others": True},
        )
        assert arrived == {"a": 1}

    def test_a_wrong_expression_names_its_field(self) -> None:
        with pytest.raises(AuthorError) as caught:
            call(
                "set_fields",
                {"values": (Arrival("a", "text", "x"),)},
                {"fields": [{"name": "b", "value": "{{ txt }}"}]},
            )
        assert caught.value.where.startswith("field b")
        assert "text" in caught.value.fix


class TestDelay:
    @pytest.mark.parametrize("seconds", [0, 0.25, 2_592_000])
    def test_the_value_counts_after_the_wait(self, seconds: float) -> None:
        found = call("delay", {"value": EMOJI}, {"seconds": seconds})
        assert found == Delayed(seconds, {"value": EMOJI})

    @pytest.mark.parametrize("seconds", [-1, 2_592_001, "NaN", float("nan"), float("inf")])
    def test_other_waits_are_refused(self, seconds: float) -> None:
        with pytest.raises(ValidationError):
            kind("delay").parse({"seconds": seconds})

    def test_the_brief_says_the_wait_in_words(self) -> None:
        assert kind("delay").brief({"seconds": 7_200}) == "2 hours"


class TestPythonCode:
    def test_values_are_variables_by_the_shared_names(self) -> None:
        values = (Arrival("a", "text", "x"), Arrival("b", "text", "y"), Arrival("check", "true", 3))
        found = taken(
            "python_code", {"values": values}, {"code": "[a_text, b_text, check_true, a['text'], value]"}
        )
        assert found.outputs == {"result": ["x", "y", 3, "x", "x"]}

    def test_a_node_called_like_a_word_of_python_does_no_harm(self) -> None:
        found = taken("python_code", {"values": (Arrival("if", "true", 3),)}, {"code": "1 if if_true else 2"})
        assert found.outputs == {"result": 1}

    def test_what_is_printed_is_noted(self) -> None:
        found = taken("python_code", {}, {"code": "print('seen 👀')\n2"})
        assert (found.outputs, found.notes) == ({"result": 2}, {"printed": "seen 👀\n"})

    def test_a_large_text_fits(self) -> None:
        found = taken("python_code", {"values": (Arrival("a", "text", BIG),)}, {"code": "len(text)"})
        assert found.outputs == {"result": len(BIG)}

    def test_an_error_names_the_line(self) -> None:
        with pytest.raises(AuthorError) as caught:
            call("python_code", {}, {"code": "a = 1\nb = a / 0"})
        assert caught.value.where == "line 2"

    def test_the_time_limit_is_the_nodes(self) -> None:
        with pytest.raises(AuthorError, match="longer than"):
            call("python_code", {}, {"code": "while True:\n    pass", "seconds": 0.2})


@pytest.mark.parametrize("value", [None, "", EMOJI, BIG, 0, False, [], {"a": [1]}])
def test_output_gives_what_it_got(value: object) -> None:
    assert taken("output", {"value": value}).outputs == {"value": value}


@pytest.mark.parametrize("name", ["   ", "x" * 65])
def test_an_outputs_name_can_be_read(name: str) -> None:
    with pytest.raises(ValidationError):
        kind("output").parse({"name": name})
