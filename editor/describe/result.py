"""What reading a description gives, by rules or by a model: the same edits, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from editor import protocol
from editor.edits import Batch, SetConfig, apply
from editor.views import node_view
from engine.errors import EditRefusedError, TreadleError

if TYPE_CHECKING:
    from collections.abc import Collection

    from editor.document import Document
    from editor.edits import Edit
    from engine.workflow.kinds import Catalogue
    from engine.workflow.validation import Problem


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of the sentence, and the nodes it became; `number` ties it to its first ghost node."""

    start: int
    end: int
    text: str
    nodes: tuple[str, ...] = ()
    number: int | None = None
    understood: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What the draft needs to know before it can run."""

    text: str
    node: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class DraftResult:
    """A draft: edits that are offered, never applied by themselves."""

    sentence: str
    method: str
    phrases: tuple[Phrase, ...] = ()
    edits: tuple[Edit, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: tuple[str, ...] = ()
    """What a model gave that could not be used, a line each with its reason."""

    @property
    def not_understood(self) -> tuple[str, ...]:
        """The parts of the sentence that became nothing, as they were written."""
        return tuple(phrase.text for phrase in self.phrases if not phrase.understood)


def drafted(result: DraftResult, document: Document, catalogue: Catalogue) -> Document:
    """Return the document as it would be with the whole draft accepted; raises `EditRefusedError`."""
    for edit in result.edits:
        document = apply(document, edit, catalogue).document
    return document


def accepted(
    result: DraftResult, document: Document, catalogue: Catalogue, chosen: Collection[int] | None = None
) -> Batch:
    """Return the one edit that accepts a draft, or those of its edits whose index is `chosen`.

    An edit that needs one that was not chosen (an edge to a node that is left out) is left out too; so are those
    that the document, which may have changed since, no longer takes.
    """
    taken: list[Edit] = []
    for index, edit in enumerate(result.edits):
        if chosen is not None and index not in chosen:
            continue
        try:
            document = apply(document, edit, catalogue).document
        except EditRefusedError:
            if chosen is None:
                raise
            continue
        taken.append(edit)
    return Batch(title="Accept the draft", edits=tuple(taken))


def draft_view(
    result: DraftResult, document: Document, catalogue: Catalogue, *, id_: str = ""
) -> protocol.DraftView:
    """Return a draft as it is shown; `document` is the one it would change, `id_` what it is kept under."""
    after = drafted(result, document, catalogue)
    before, edits = document.workflow, result.edits
    old_edges = {edge.ends for edge in before.edges}
    new_edges = {edge.ends for edge in after.workflow.edges}
    return protocol.DraftView(
        id=id_,
        sentence=result.sentence,
        method=result.method,
        phrases=tuple(_phrase_view(phrase) for phrase in result.phrases),
        adds=tuple(
            node_view(after, n, catalogue) for n in after.workflow.nodes if n.node_id not in before.by_id
        ),
        connects=tuple(edge for edge in after.workflow.edges if edge.ends not in old_edges),
        removes=tuple(node.id for node in before.nodes if node.node_id not in after.workflow.by_id),
        disconnects=tuple(edge for edge in before.edges if edge.ends not in new_edges),
        changes=tuple(
            protocol.ConfigChange(node=edit.node, changes=edit.changes)
            for edit in edits
            if isinstance(edit, SetConfig)
        ),
        edits=edits,
        questions=tuple(
            protocol.QuestionView(node=asked.node, field=asked.field, text=asked.text)
            for asked in result.questions
        ),
        not_understood=result.not_understood,
        refused=result.refused,
        problems=result.problems,
    )


def in_a_line(error: TreadleError, *, fix: bool = True) -> str:
    """Return what an error says as sentences."""
    parts = (error.what, error.why, error.fix if fix else "")
    said = [part.strip().rstrip(".") for part in parts if part.strip()]
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in said)


def numbered(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """Number the phrases that became nodes, in the order of the sentence."""
    count = 0
    found: list[Phrase] = []
    for phrase in sorted(phrases, key=lambda phrase: (phrase.start, phrase.end)):
        count += bool(phrase.nodes)
        found.append(replace(phrase, number=count if phrase.nodes else None))
    return tuple(found)


def _phrase_view(phrase: Phrase) -> protocol.PhraseView:
    return protocol.PhraseView(
        start=phrase.start,
        end=phrase.end,
        nodes=phrase.nodes,
        number=phrase.number,
        understood=phrase.understood,
        text=phrase.text,
    )
