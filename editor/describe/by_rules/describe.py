"""Describe a workflow by rules: a sentence becomes the edits of a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from editor.describe.by_rules.categories import categories_in, categories_of
from editor.describe.by_rules.draw.builder import draw
from editor.describe.by_rules.draw.drawing import Drawing
from editor.describe.by_rules.read.clauses import read_clauses
from editor.describe.by_rules.syntax_tree import Reading, Span
from editor.describe.by_rules.text.lexicon import Lexicon
from editor.describe.by_rules.text.normalisation import normalised
from editor.describe.by_rules.text.scan import Scan
from editor.describe.by_rules.text.tokens import tokens_of
from editor.describe.result import DraftResult, Phrase, Question, drafted, numbered
from engine.workflow.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from editor.document import Document
    from engine.workflow.kinds import Catalogue

METHOD = "Read by rules, no model"

LONGEST = 4_000
"""Characters of a description that are read; the rest is handed back as not understood."""


def describe_by_rules(sentence: str, document: Document, catalogue: Catalogue) -> DraftResult:
    """Draft edits from a sentence; on a drawn workflow they go on from it.

    Nothing is guessed: what is not understood is among the phrases, and what is missing is asked.
    """
    reading = _reading(sentence, document, catalogue)
    drawing = Drawing(document, catalogue)
    draw(drawing, reading.items)
    edits = drawing.edits()
    asked = tuple(drawing.questions) if edits else (Question("What should the workflow do with a text?"),)
    result = DraftResult(
        sentence,
        METHOD,
        _phrases(sentence, reading, drawing),
        tuple(edits),
        asked,
    )
    if not edits:
        return result
    after = drafted(result, document, catalogue)
    fields = {(question.node, question.field) for question in asked}
    found = validate(after.workflow, catalogue)
    return replace(result, problems=tuple(one for one in found if (one.node, one.field) not in fields))


def _reading(sentence: str, document: Document, catalogue: Catalogue) -> Reading:
    """Read the sentence; once more where it names categories, which then are no other nouns."""
    lexicon = Lexicon(catalogue)
    existing = frozenset(node.kind for node in document.workflow.nodes)
    lexicon.categories = categories_of(document.workflow.nodes)
    lexicon.are_drawn = bool(lexicon.categories)
    tokens, unread = normalised(lexicon.mended(tokens_of(sentence[:LONGEST])), lexicon)
    reading = read_clauses(Scan(sentence, tokens, lexicon), existing)
    named = tuple(dict.fromkeys((*lexicon.categories, *categories_in(reading))))
    if named != lexicon.categories:
        lexicon.categories = named
        tokens, unread = normalised(lexicon.mended(tokens_of(sentence[:LONGEST])), lexicon)
        reading = read_clauses(Scan(sentence, tokens, lexicon), existing)
    reading.unread += unread
    return reading


def _phrases(sentence: str, reading: Reading, drawing: Drawing) -> tuple[Phrase, ...]:
    nodes: dict[tuple[int, int], list[str]] = {}
    for span, node in drawing.made_by:
        nodes.setdefault((span.start, span.end), []).append(node)
    unread = _within(reading.unread, sentence)
    if not nodes and not unread and not drawing.nodes and sentence.strip():
        unread = [Span(0, len(sentence))]
    phrases = [Phrase(one.start, one.end, sentence[one.start : one.end], understood=False) for one in unread]
    for (start, end), found in nodes.items():
        before = min((one.start for one in unread if start < one.start < end), default=end)
        text = sentence[start:before].rstrip()
        if text:
            phrases.append(Phrase(start, start + len(text), text, tuple(found)))
    return numbered(tuple(phrases))


def _within(spans: Iterable[Span], sentence: str) -> list[Span]:
    """Join neighbours, and add what was too long to be read."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and not sentence[joined[-1].end : span.start].strip():
            joined[-1] = replace(joined[-1], end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return [*joined, Span(LONGEST, len(sentence))] if len(sentence) > LONGEST else joined
