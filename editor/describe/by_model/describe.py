"""Reading a description with a language model: the same edits as by rules, checked by applying them.

The model is given as a function, `Model.structured` of engine/workflow/context.py: nothing here knows a network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from editor.describe.by_model.prompt import prompt_for, system_for
from editor.describe.by_model.reply import REPLY_SCHEMA, Reply, parse_reply
from editor.describe.result import DraftResult, Phrase, Question, in_a_line, numbered
from editor.edits import AddNode, Connect, apply
from editor.layout import place_all, place_beside
from engine.errors import AnswerFormError, EditRefusedError
from engine.workflow.validation import errors_of, validate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from editor.document import Document
    from editor.edits import Edit
    from engine.values import Json
    from engine.workflow.context import ModelAnswer
    from engine.workflow.kinds import Catalogue

TRIES = 3


class Structured(Protocol):
    """Answers a prompt with JSON of a schema (`engine.workflow.context.Model.structured`)."""

    async def __call__(self, prompt: str, schema: Mapping[str, Json], *, system: str = "") -> ModelAnswer:
        """Answer; raises `AnswerFormError` for an answer that is no JSON, and what else its model raises."""
        ...


@dataclass(frozen=True, slots=True)
class _Checked:
    """A reply turned into edits that apply, what was wrong with the others, and what is to be told to the model."""

    edits: tuple[Edit, ...]
    after: Document
    refused: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()


async def describe_by_model(
    sentence: str, document: Document, catalogue: Catalogue, structured: Structured, *, tries: int = TRIES
) -> DraftResult:
    """Draft edits with a model; what it gets wrong is told to it, at most `tries` times in all.

    What is still wrong then is left out of the draft and said in its `refused`. Errors of the model itself
    (no connection, refused, not one reply of the schema) are the caller's: the rules can read the sentence instead.
    """
    prompt = prompt_for(sentence, document, catalogue)
    reply, checked, method = None, _Checked((), document), "a model"
    complaints: tuple[str, ...] = ()
    unread: AnswerFormError | None = None
    for _ in range(tries):
        try:
            answer = await structured(_with(prompt, complaints), REPLY_SCHEMA, system=system_for(catalogue))
            reply = parse_reply(answer.value)
        except AnswerFormError as error:
            unread, complaints = error, (f"{error.what} {error.why}",)
            continue
        method = answer.model or method
        checked = _check(reply, document, catalogue)
        complaints = checked.complaints
        if not complaints:
            break
    if reply is None and unread is not None:
        raise unread
    return _result(sentence, method, reply or Reply(), checked, document, catalogue)


def _with(prompt: str, complaints: Sequence[str]) -> str:
    if not complaints:
        return prompt
    listed = "\n".join(f"- {complaint}" for complaint in complaints)
    return f"{prompt}\n\nYour last reply could not be used as it is. Give the whole reply again, corrected:\n{listed}"


def _check(reply: Reply, document: Document, catalogue: Catalogue) -> _Checked:
    after, taken = document, list[Any]()
    refused, complaints = list[str](), list[str]()
    for number, raw in enumerate(reply.edits, 1):
        try:
            edit = raw.to_edit(catalogue)
            after = apply(after, edit, catalogue).document
        except EditRefusedError as error:
            complaints.append(f"edit {number} ({raw.do}): {error.what} {error.why} {error.fix}".strip())
            refused.append(f"The model's change {number} is left out. {in_a_line(error, fix=False)}")
            continue
        taken.append(edit)
    asked = {(question.node, question.field) for question in reply.questions}
    known = {node.id for node in document.workflow.nodes}
    for problem in errors_of(validate(after.workflow, catalogue)):
        if problem.node not in known and (problem.node, problem.field) not in asked:
            complaints.append(f"node {problem.node}: {problem.what} {problem.fix}")
    if not taken and not refused and not reply.questions and not any(reply.not_understood):
        refused.append("The model drew nothing for this description, and did not say why.")
    return _Checked(tuple(taken), after, tuple(refused), tuple(complaints))


def _result(
    sentence: str, method: str, reply: Reply, checked: _Checked, document: Document, catalogue: Catalogue
) -> DraftResult:
    new = [edit.id for edit in checked.edits if isinstance(edit, AddNode)]
    pairs = [(edit.edge.source, edit.edge.target) for edit in checked.edits if isinstance(edit, Connect)]
    known = {node.node_id: document.position(node.id) for node in document.workflow.nodes}
    places = place_beside(new, pairs, known) if known else place_all(new, pairs)
    edits = tuple(
        edit.model_copy(update={"x": places[edit.id].x, "y": places[edit.id].y})
        if isinstance(edit, AddNode)
        else edit
        for edit in checked.edits
    )
    there = {node.id for node in checked.after.workflow.nodes}
    understood = [
        replace(_located(phrase.text, sentence), nodes=tuple(node for node in phrase.nodes if node in there))
        for phrase in reply.phrases
    ]
    unread = [
        replace(_located(text, sentence), understood=False) for text in reply.not_understood if text.strip()
    ]
    questions = tuple(Question(q.text, q.node if q.node in there else None, q.field) for q in reply.questions)
    problems = tuple(validate(checked.after.workflow, catalogue)) if edits else ()
    phrases = numbered((*understood, *unread))
    return DraftResult(sentence, method, phrases, edits, questions, problems, checked.refused)


def _located(text: str, sentence: str) -> Phrase:
    """Find a phrase in the sentence; one that the model put in its own words stands at the end."""
    found = re.search(re.escape(text.strip()), sentence, re.IGNORECASE)
    if found is None:
        return Phrase(len(sentence), len(sentence), text.strip())
    return Phrase(found.start(), found.end(), found[0])
