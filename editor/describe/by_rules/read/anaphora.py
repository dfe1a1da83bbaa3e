"""What a step works on: "the summary", "everything", "from the keywords", "the complaints"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.read.enumerations import ASPECTS
from editor.describe.by_rules.read.predicates import DETERMINERS
from editor.describe.by_rules.text.vocabulary import PRODUCTS
from editor.describe.by_rules.text.word_lists import TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.read.reading_state import ReadingState
    from editor.describe.by_rules.syntax_tree import Step

ALL = words_of("everything all both them these those results")
_ANY = words_of("all any only both just")
_RESPONSES = words_of("answer reply response body")
_WORKS_ON = words_of("of from in on for about using")
SINKS = words_of("http_request output merge template delay set_fields python_code")
"""Kinds whose object names what they take: "send the summary"."""


def read_own_category(state: ReadingState, step: Step, after: int, end: int) -> None:
    """Read "send spam to ..." and "summarize complaints": the step is done for one category."""
    for k in range(after, end):
        found = state.scan.category(k)
        named = step.kind == "http_request" or _is_named(state, k, after)
        if found is not None and named:
            step.case = found[0]
            state.scan.use(k, state.scan.skip(k + found[1], ASPECTS))
            return


def read_references(state: ReadingState, step: Step, after: int, end: int) -> int:
    """Read what a step works on: "the summary", "everything", "from the keywords"."""
    scan, k = state.scan, after
    lists = step.kind in SINKS
    while k < end:
        word = scan.word(k)
        if k in scan.used and word not in PRODUCTS:
            k += 1
            continue
        kind = "body" if _is_fetched_body(state, word, step) else _product(state, word)
        if word in ALL and lists:
            step.refs.append("all")
        elif kind is not None and (lists or _is_object(state, k, after)):
            step.refs.append(kind)
            scan.use(k, k + 1)
        elif (
            word in TEXT_NOUNS and lists and scan.word(k - 1) in DETERMINERS | {"original", "cleaned", "raw"}
        ):
            step.refs.append("text")
        k += 1
    if step.config.get("method") == "GET":
        step.refs = []
    return end


def _is_fetched_body(state: ReadingState, word: str, step: Step) -> bool:
    """Return whether "the body" is that of a page fetched before, which a request sends."""
    return word == "body" and state.antecedents.fetched and step.kind == "http_request"


def _product(state: ReadingState, word: str) -> str | None:
    """Return the kind whose result a noun means: behind a request that sends something "the answer" is its own."""
    responded = state.antecedents.answering == "http_request" and word in _RESPONSES
    responded |= (
        state.antecedents.step is not None
        and state.antecedents.step.kind == "http_request"
        and word in {"result", "results"}
    )
    return "http_request" if responded and state.antecedents.answering else PRODUCTS.get(word)


def works_on_cleaned(state: ReadingState, at: int, end: int) -> bool:
    """Return whether a step works on "the cleaned text"."""
    return any(
        state.scan.word(k) in {"cleaned", "clean"} and state.scan.word(k + 1) in TEXT_NOUNS
        for k in range(at + 1, end)
    )


def _is_named(state: ReadingState, k: int, after: int) -> bool:
    """Return whether a word is what the verb is said of: "summarize complaints", "keywords of all complaints"."""
    before = k
    while before > after and state.scan.word(before - 1) in DETERMINERS | _ANY:
        before -= 1
    return before == after or state.scan.word(before - 1) in {"of", "from", "for"}


def _is_object(state: ReadingState, k: int, after: int) -> bool:
    before = k
    while before > after and state.scan.word(before - 1) in DETERMINERS:
        before -= 1
    return before == after or state.scan.word(before - 1) in _WORKS_ON or state.scan.word(k) == "summary"
