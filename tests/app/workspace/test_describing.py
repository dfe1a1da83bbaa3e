"""Which method makes a draft: the model where there is one, the rules where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from app.workspace.describing import Describer
from editor.document import Document
from engine.errors import TargetError
from engine.nodes import builtin
from engine.values import Json
from engine.workflow.context import ModelAnswer

CATALOGUE = builtin()
RULES = "Read by rules, no model"


class Model:
    """A fake model: returns `answer`, raises it, or never answers when it is None."""

    def __init__(self, answer: Json | Exception = None) -> None:
        self.answer = answer
        self.given_up = False

    async def text(self, prompt: str, *, system: str = "") -> ModelAnswer:
        raise AssertionError(prompt, system)

    async def structured(self, prompt: str, schema: Mapping[str, Json], *, system: str = "") -> ModelAnswer:
        assert prompt
        assert schema
        assert system
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is None:
            try:
                await asyncio.Event().wait()
            finally:
                self.given_up = True
        return ModelAnswer("", "small-model", self.answer)


def describer(model: Model, *, limit_s: float = 60.0) -> Describer:
    return Describer(CATALOGUE, lambda *_: {"model": "small-model"}, model=lambda _: model, limit_s=limit_s)


async def test_without_a_key_the_rules_make_the_draft() -> None:
    draft = await Describer(CATALOGUE, lambda *_: None).describe("clean the text", Document())
    assert (draft.method, draft.refused) == (RULES, ())
    assert draft.edits


async def test_the_draft_of_a_model_names_it() -> None:
    edit: Json = {"do": "add_node", "id": "a", "kind": "input", "label": "In"}
    draft = await describer(Model({"edits": [edit]})).describe("x", Document())
    assert draft.method == "small-model"
    assert len(draft.edits) == 1


async def test_when_the_model_fails_the_rules_make_the_draft_and_give_its_reason() -> None:
    failing = Model(TargetError("The account has no credit left.", why="HTTP 402", fix="Top it up."))
    draft = await describer(failing).describe("clean the text", Document())
    assert draft.method == "Read by rules, not by the model"
    assert draft.refused == ("The account has no credit left. HTTP 402. Top it up.",)
    assert draft.edits


async def test_a_model_that_never_answers_is_given_up_after_the_time_limit() -> None:
    hanging = Model()
    draft = await describer(hanging, limit_s=0.01).describe("clean the text", Document())
    assert hanging.given_up
    assert draft.edits
    assert "took longer than 0 s" in draft.refused[0]


async def test_an_answer_that_never_fits_the_schema_is_reported() -> None:
    draft = await describer(Model({"edits": "no"})).describe("clean the text", Document())
    assert draft.edits
    assert "schema" in draft.refused[0]
