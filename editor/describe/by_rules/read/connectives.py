"""Connectives and adverbs of order: "then", "finally", "but first", "before that"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.text.word_lists import phrases_of, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.read.reading_state import ReadingState

_JOINTS = words_of("and then plus also but so next or while afterwards afterward second third")

_MARKS = frozenset("-*•)(&+–")

_LAST = phrases_of("finally|lastly|in any case|either way|in both cases|in the end|at the end")

_FIRST = phrases_of("first|to begin with|at first|first of all")

_BEFORE = phrases_of("before that|before this|beforehand")

_THAT = words_of("that this which done ready finished complete completed")


def skip_connectives(state: ReadingState, i: int) -> int:
    """Go past what joins clauses, and note the order it asks for."""
    state.rank, state.before_previous = state.sentence_rank, False
    while i < len(state.scan):
        after = max(_punctuation(state, i), _order_adverb(state, i), _conjunction(state, i))
        if after == i:
            break
        state.scan.use(i, after)
        i = after
    return i


def _punctuation(state: ReadingState, i: int) -> int:
    """Go past a comma, the end of a sentence, an arrow, or the number of a line."""
    scan, token = state.scan, state.scan.at(i)
    if token.sort == "break":
        state.rank = state.sentence_rank = 0
        if token.text.strip() != ";":
            _end_sentence(state)
        return i + 1
    if token.sort == "number" and scan.at(i + 1).text in {".", ")"} and scan.at(i + 1).start == token.end:
        return i + 2
    return i + (token.sort in {"comma", "arrow", "colon"} or token.text in _MARKS)


def _order_adverb(state: ReadingState, i: int) -> int:
    """Go past "finally", "first", "before that", and remember what it asks for."""
    scan = state.scan
    if (length := phrase_length(state, i, _LAST)) > 0:
        state.rank = state.sentence_rank = 1
        state.branch, state.side = None, state.reading.items
    elif (length := phrase_length(state, i, _FIRST)) > 0:
        state.rank, state.sentence_rank = -1, 0
    elif (length := phrase_length(state, i, _BEFORE)) > 0:
        state.before_previous = True
    elif scan.word(i) in {"after", "once", "when"} and scan.word(i + 1) in _THAT:
        length = 2
    return i + length


def _conjunction(state: ReadingState, i: int) -> int:
    return i + (state.scan.word(i) in _JOINTS)


def _end_sentence(state: ReadingState) -> None:
    """Leave a branch that has said all it can; one still without its steps goes on into the next sentence."""
    if state.branch is not None and (state.branch.then or state.branch.kept):
        state.branch, state.side = None, state.reading.items


def phrase_length(state: ReadingState, i: int, phrases: tuple[tuple[str, ...], ...]) -> int:
    """Return the length of the phrase that stands here; 0 for none of them."""
    return next((len(words) for words in phrases if state.scan.is_words(i, *words)), 0)
