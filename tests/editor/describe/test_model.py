"""The reader with a model: replies become the same edits, mistakes are told back, tries are bounded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from editor.describe import describe_by_model, describe_by_rules, draft_view, drafted
from editor.describe.by_model.reply import LONGEST, REPLY_SCHEMA
from editor.document import Document
from engine.errors import AnswerFormError, TransientError
from engine.nodes import builtin
from engine.workflow.context import ModelAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

CATALOGUE = builtin()


class Scripted:
    """Gives the replies of a list, one a call, and keeps what it was asked."""

    def __init__(self, *replies: Any) -> None:
        self.replies = list(replies)
        self.prompts: list[str] = []
        self.system = ""

    async def __call__(self, prompt: str, schema: Mapping[str, Any], *, system: str = "") -> ModelAnswer:
        assert schema == REPLY_SCHEMA
        self.prompts.append(prompt)
        self.system = system
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return ModelAnswer(text=json.dumps(reply), model="small-model", value=reply)


def add(node: str, kind: str, **config: Any) -> dict[str, Any]:
    return {"do": "add_node", "id": node, "kind": kind, "label": "", "config": json.dumps(config)}


def join(source: str, source_port: str, target: str, target_port: str) -> dict[str, Any]:
    return {
        "do": "connect", "source": source, "source_port": source_port, "target": target, "target_port": target_port,
    }  # fmt: skip


def reply(*edits: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"edits": list(edits), "phrases": [], "questions": [], "not_understood": [], **more}


GOOD = reply(
    add("input", "input"),
    add("sum", "summarize", sentences=2),
    join("input", "text", "sum", "text"),
    phrases=[{"text": "Sum it up", "nodes": ["sum", "ghost"]}],
    not_understood=["and sing"],
)
SENTENCE = "sum it up in two sentences and sing"


async def test_a_good_reply_becomes_a_draft() -> None:
    model = Scripted(GOOD)
    result = await describe_by_model(SENTENCE, Document(), CATALOGUE, model)
    after = drafted(result, Document(), CATALOGUE)
    assert [(node.id, node.kind, node.config) for node in after.workflow.nodes] == [
        ("input", "input", {}),
        ("sum", "summarize", {"sentences": 2}),
    ]
    assert len(set(after.layout.positions.values())) == 2
    assert (result.method, result.not_understood, result.problems) == ("small-model", ("and sing",), ())
    assert [(p.text, p.nodes, p.number) for p in result.phrases if p.understood] == [
        ("sum it up", ("sum",), 1)
    ]
    assert draft_view(result, Document(), CATALOGUE).phrases[1].text == "and sing"


async def test_the_model_is_told_the_kinds_the_drawing_and_the_sentence() -> None:
    drawn = drafted(describe_by_rules("clean the text", Document(), CATALOGUE), Document(), CATALOGUE)
    model = Scripted(reply(add("sum", "summarize"), join("clean_text", "text", "sum", "text")))
    result = await describe_by_model("sum it up", drawn, CATALOGUE, model)
    assert all(f"- {kind.name} (" in model.prompts[0] for kind in CATALOGUE.kinds())
    assert '"id":"clean_text"' in model.prompts[0]
    assert "sum it up" in model.prompts[0]
    assert "material" in model.system
    assert [node.id for node in drafted(result, drawn, CATALOGUE).workflow.nodes] == [
        "input",
        "clean_text",
        "sum",
    ]


async def test_mistakes_are_told_back_and_mended() -> None:
    bad = reply(
        add("input", "input"),
        add("sum", "summarise"),
        add("tag", "tag_category"),
        add("Odd Id", "summarize"),
        {"do": "add_node", "id": "x", "kind": "summarize", "config": "{"},
        join("input", "text", "tag", "texts"),
    )
    model = Scripted(bad, GOOD)
    result = await describe_by_model(SENTENCE, Document(), CATALOGUE, model)
    told = model.prompts[1]
    assert "edit 2 (add_node): There is no node kind 'summarise'" in told
    assert "edit 4 (add_node): 'Odd Id' cannot be the id" in told
    assert "edit 5 (add_node): The config is not JSON" in told
    assert "edit 6 (connect): “Tag category” has no input 'texts'" in told
    assert "node tag: Categories must be given." in told
    assert len(result.edits) == 3


async def test_what_is_asked_for_is_no_mistake() -> None:
    asked = reply(
        add("input", "input"),
        add("tag", "tag_category"),
        join("input", "text", "tag", "text"),
        questions=[{"node": "tag", "field": "categories", "text": "Which categories?"}],
    )
    result = await describe_by_model("tag it", Document(), CATALOGUE, Scripted(asked))
    assert [(question.node, question.field) for question in result.questions] == [("tag", "categories")]


async def test_tries_are_bounded_and_what_applies_is_kept() -> None:
    half = reply(add("input", "input"), add("sum", "nothing_like_it"))
    model = Scripted(half, {"edits": "no"}, half, GOOD)
    result = await describe_by_model(SENTENCE, Document(), CATALOGUE, model, tries=3)
    assert len(model.prompts) == 3
    assert "not of the schema" in model.prompts[2]
    assert [node.id for node in drafted(result, Document(), CATALOGUE).workflow.nodes] == ["input"]


async def test_a_reply_that_is_no_json_is_told_back_like_any_other_mistake() -> None:
    model = Scripted(AnswerFormError("It did not answer in the form.", why="it began: 'Sure!'"), GOOD)
    result = await describe_by_model(SENTENCE, Document(), CATALOGUE, model)
    assert "it began: 'Sure!'" in model.prompts[1]
    assert len(result.edits) == 3


async def test_a_reply_that_was_read_is_kept_when_later_ones_are_not() -> None:
    half = reply(add("input", "input"), add("sum", "nothing_like_it"))
    model = Scripted(half, AnswerFormError("No."), "x")
    result = await describe_by_model(SENTENCE, Document(), CATALOGUE, model, tries=3)
    assert [node.id for node in drafted(result, Document(), CATALOGUE).workflow.nodes] == ["input"]


async def test_what_is_left_out_is_said_with_its_reason() -> None:
    half = reply(add("input", "input"), add("sum", "nothing_like_it"))
    result = await describe_by_model(SENTENCE, Document(), CATALOGUE, Scripted(half), tries=1)
    (line,) = draft_view(result, Document(), CATALOGUE).refused
    assert "change 2" in line
    assert "no node kind 'nothing_like_it'" in line
    mended = await describe_by_model(SENTENCE, Document(), CATALOGUE, Scripted(half, GOOD))
    assert mended.refused == ()


async def test_a_reply_of_nothing_says_so() -> None:
    result = await describe_by_model(SENTENCE, Document(), CATALOGUE, Scripted(reply()), tries=1)
    assert "drew nothing" in result.refused[0]
    asks = reply(questions=[{"node": None, "field": None, "text": "Sum up what?"}])
    result = await describe_by_model(SENTENCE, Document(), CATALOGUE, Scripted(asks), tries=1)
    assert result.refused == ()


async def test_a_reply_of_thousands_is_refused_before_it_is_applied() -> None:
    flood = reply(*(add(f"n{number}", "summarize") for number in range(LONGEST + 1)))
    model = Scripted(flood, GOOD)
    result = await describe_by_model(SENTENCE, Document(), CATALOGUE, model)
    assert "at most 200 items" in model.prompts[1]
    assert len(result.edits) == 3


async def test_a_phrase_is_found_whatever_letters_stand_before_it() -> None:
    phrased = {**GOOD, "phrases": [{"text": "SUM IT UP", "nodes": ["sum"]}]}
    sentence = "😀 İstanbul: sum it up"
    result = await describe_by_model(sentence, Document(), CATALOGUE, Scripted(phrased))
    assert [(p.start, p.text) for p in result.phrases if p.nodes] == [(12, "sum it up")]


async def test_nothing_but_nonsense_is_the_models_failure() -> None:
    model = Scripted(None, [], "x")
    with pytest.raises(AnswerFormError, match="not of the schema"):
        await describe_by_model(SENTENCE, Document(), CATALOGUE, model)
    assert model.replies == []


async def test_errors_of_the_model_are_the_callers() -> None:
    with pytest.raises(TransientError):
        await describe_by_model(SENTENCE, Document(), CATALOGUE, Scripted(TransientError("Lost.")))


async def test_rules_and_model_give_the_same_edits() -> None:
    by_rules = describe_by_rules("clean the text", Document(), CATALOGUE)
    same = reply(
        {"do": "add_node", "id": "input", "kind": "input", "label": "Input", "config": None},
        {"do": "add_node", "id": "clean_text", "kind": "clean_text", "label": "Clean text", "config": "{}"},
        join("input", "text", "clean_text", "text"),
    )
    by_model = await describe_by_model("clean the text", Document(), CATALOGUE, Scripted(same))
    assert by_model.edits == by_rules.edits


def test_the_schema_is_one_that_strict_servers_take() -> None:
    pending: list[Any] = [REPLY_SCHEMA]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            if part.get("type") == "object":
                assert part["additionalProperties"] is False
                assert set(part["required"]) == set(part["properties"])
            pending.extend(part.values())
