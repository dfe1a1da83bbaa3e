"""Reading a description by rules: no model, the same draft for the same sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from editor.describe.result import DraftResult, Phrase, Question, drafted, numbered
from editor.describe.rules.clauses import Clauses
from editor.describe.rules.drawing import Drawing
from editor.describe.rules.graph import Builder
from editor.describe.rules.items import Span
from editor.describe.rules.lexicon import Lexicon
from editor.describe.rules.scan import Scan
from editor.describe.rules.tokens import tokens_of
from editor.describe.rules.told import categories_of, told_in
from editor.describe.rules.wording import reworded
from editor.edits import Connect, RemoveNodes, SetConfig, apply
from engine.errors import EditRefusedError
from engine.workflow.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from editor.describe.rules.items import Reading
    from editor.document import Document
    from editor.edits import Edit
    from engine.workflow.kinds import Catalogue

METHOD = "Read by rules, no model"
LONGEST = 4_000
"""Characters of a description that are read; the rest is handed back as not understood."""


def describe_by_rules(sentence: str, document: Document, catalogue: Catalogue) -> DraftResult:
    """Draft edits from a sentence; on a drawn workflow they go on from it.

    Nothing is guessed: what is not understood is among the phrases, and what is missing is asked.
    """
    reading = _reading(sentence, document, catalogue)
    first = [*_removals(reading, document, catalogue), *_changes(reading, document)]
    drawing = Drawing(_with(first, document, catalogue), catalogue, shown=document)
    builder = Builder(drawing)
    builder.build(reading.items)
    edits: list[Edit] = [*first, *drawing.edits()]
    result = DraftResult(
        sentence,
        METHOD,
        _phrases(sentence, reading, drawing, document),
        tuple(edits),
        tuple(builder.steps.questions) if edits else (Question("What should the workflow do with a text?"),),
    )
    after = drafted(result, document, catalogue)
    asked = {(question.node, question.field) for question in result.questions}
    problems = [one for one in validate(after.workflow, catalogue) if (one.node, one.field) not in asked]
    return DraftResult(
        result.sentence,
        result.method,
        result.phrases,
        result.edits,
        result.questions,
        tuple(problems) if edits else (),
    )


def _reading(sentence: str, document: Document, catalogue: Catalogue) -> Reading:
    """Read the sentence; once more where it names categories, which then are no other nouns."""
    lexicon = Lexicon(catalogue)
    existing = frozenset(node.kind for node in document.workflow.nodes)
    lexicon.told = categories_of(document.workflow.nodes)
    lexicon.drawn = bool(lexicon.told)
    tokens, unread = reworded(lexicon.mended(tokens_of(sentence[:LONGEST])), lexicon)
    reading = Clauses(Scan(sentence, tokens, lexicon), existing).read()
    told = tuple(dict.fromkeys((*lexicon.told, *told_in(reading))))
    if told != lexicon.told:
        lexicon.told = told
        tokens, unread = reworded(lexicon.mended(tokens_of(sentence[:LONGEST])), lexicon)
        reading = Clauses(Scan(sentence, tokens, lexicon), existing).read()
    reading.unread += unread
    return reading


def _with(edits: Iterable[Edit], document: Document, catalogue: Catalogue) -> Document:
    for edit in edits:
        document = apply(document, edit, catalogue).document
    return document


def _removals(reading: Reading, document: Document, catalogue: Catalogue) -> list[Edit]:
    """Remove steps, and join what fed each to what it fed where the types allow it."""
    kinds = {kind for removal in reading.removals for kind in removal.kinds}
    gone = [node.id for node in document.workflow.nodes if node.kind in kinds]
    if not gone:
        return []
    edits: list[Edit] = [RemoveNodes(nodes=tuple(gone))]
    return [*edits, *_bridges(gone, document, _with(edits, document, catalogue), catalogue)]


def _bridges(gone: list[str], before: Document, after: Document, catalogue: Catalogue) -> list[Edit]:
    bridges: list[Edit] = []
    for node in gone:
        into = before.workflow.edges_into.get(node, ())
        if len(into) != 1 or into[0].source in gone:
            continue
        for edge in before.workflow.edges_from.get(node, ()):
            if edge.target in gone:
                continue
            bridge = Connect(
                edge=edge.model_copy(update={"source": into[0].source, "source_port": into[0].source_port})
            )
            try:
                after = apply(after, bridge, catalogue).document
            except EditRefusedError:
                continue  # what was removed did more than pass something on; the open input is shown as a problem
            bridges.append(bridge)
    return bridges


def _changes(reading: Reading, document: Document) -> list[Edit]:
    return [
        SetConfig(node=node.id, changes=step.config)
        for step in reading.changes
        for node in [node for node in document.workflow.nodes if node.kind == step.kind][-1:]
    ]


def _phrases(sentence: str, reading: Reading, drawing: Drawing, document: Document) -> tuple[Phrase, ...]:
    nodes: dict[tuple[int, int], list[str]] = {}
    for span, node in drawing.made_by:
        nodes.setdefault((span.start, span.end), []).append(node)
    for removal in reading.removals:
        found = [node.id for node in document.workflow.nodes if node.kind in removal.kinds]
        nodes[removal.span.start, removal.span.end] = found
    for step in reading.changes:
        found = [node.id for node in document.workflow.nodes if node.kind == step.kind][-1:]
        nodes[step.span.start, step.span.end] = found
    understood = [
        Phrase(start, end, sentence[start:end], tuple(found))
        for (start, end), found in nodes.items()
        if end > start
    ]
    if not understood and not reading.unread and not drawing.nodes and sentence.strip():
        return (Phrase(0, len(sentence), sentence, understood=False),)
    unread = [
        Phrase(span.start, span.end, sentence[span.start : span.end], understood=False)
        for span in _within(reading.unread, sentence)
    ]
    return numbered((*understood, *unread))


def _within(spans: Iterable[Span], sentence: str) -> list[Span]:
    """Join neighbours, and add what was too long to be read."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and not sentence[joined[-1].end : span.start].strip():
            joined[-1] = replace(joined[-1], end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return [*joined, Span(LONGEST, len(sentence))] if len(sentence) > LONGEST else joined
