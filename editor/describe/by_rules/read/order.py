"""What puts clauses in an order: "then", "finally", "before that", "after cleaning", "when a mail arrives"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.read.predicates import REMOVED_BY
from editor.describe.by_rules.read.reading_state import (
    ReadingState,
    add_step,
    follows_a_step,
    insert_before_previous,
)
from editor.describe.by_rules.read.verb_phrases import read_verb_phrase
from editor.describe.by_rules.syntax_tree import Step
from editor.describe.by_rules.text.vocabulary import CLEANED, TEXT_NOUNS, phrases_of, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.read.reading_state import ReadingState


_CONJUNCTIONS = words_of("and then plus also but so next or while afterwards afterward second third")
_MARKS = frozenset("-*•)(&+–")
_LAST = phrases_of("finally|lastly|in any case|either way|in both cases|in the end|at the end")
_FIRST = phrases_of("first|to begin with|at first|first of all")
_BEFORE = phrases_of("before that|before this|beforehand")
_THAT = words_of("that this which done ready finished complete completed")


def skip_connectives(state: ReadingState, i: int) -> int:
    """Go past what joins clauses, and note the order it asks for."""
    state.rank, state.before_previous = state.sentence_rank, False
    while i < len(state.scan):
        after = max(
            _punctuation(state, i), _order_adverb(state, i), i + (state.scan.word(i) in _CONJUNCTIONS)
        )
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
        if (
            token.text.strip() != ";"
            and state.branch is not None
            and (state.branch.then or state.branch.kept)
        ):
            state.branch, state.side = None, state.reading.items  # one still without its steps goes on
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


def phrase_length(state: ReadingState, i: int, phrases: tuple[tuple[str, ...], ...]) -> int:
    """Return the length of the phrase that stands here; 0 for none of them."""
    return next((len(words) for words in phrases if state.scan.is_words(i, *words)), 0)


_ARRIVES = words_of("arrives comes arrive come received submitted pasted posted given reaches appears")


def temporal_clause(state: ReadingState, i: int) -> int | None:
    """Read "after cleaning the text": before or behind the step it stands with."""
    scan = state.scan
    if scan.word(i) not in {"after", "before", "once", "when"}:
        return None
    trailing, before = follows_a_step(state, i), scan.word(i) == "before"
    waited = scan.duration(i + 1) if scan.word(i) == "after" else None
    if waited is not None:
        end = i + 1 + waited[1]
        scan.use(i, end)
        (insert_before_previous if trailing else add_step)(
            state, Step("delay", scan.span(i, end), {"seconds": waited[0]})
        )
        return end
    begin = scan.skip(i + 1, words_of("you it the text is has have been we i first anything everything"))
    if scan.word(i) in {"when", "once"} and scan.verb(begin) is None:
        return None
    step, end = read_verb_phrase(state, begin)
    if step is None or step.kind == scan.lexicon.start_kind:
        return None
    scan.use(i, i + 1)
    while step is not None:
        step.implied = True
        if before and not trailing:
            state.pending.append(step)
        else:
            (insert_before_previous if trailing and not before else add_step)(state, step)
        step, end = _coordinated_verb(state, begin, end)
    return end


def _coordinated_verb(state: ReadingState, begin: int, end: int) -> tuple[Step | None, int]:
    """Read the further verbs of "after you have cleaned and then summarized it": those of the same form."""
    scan = state.scan
    following = scan.skip(end, {"and", "then", "also"})
    form = next((word[-3:] for k in range(begin, end) if (word := scan.word(k)).endswith(("ed", "ing"))), "")
    removed = scan.word(begin) in REMOVED_BY and scan.word(following) in CLEANED
    if removed:
        return read_verb_phrase(state, following)
    alike = bool(form) and scan.word(following).endswith("ing" if form == "ing" else "ed")
    if following == end or not alike or scan.verb(following) is None:
        return None, end
    step, after = read_verb_phrase(state, following)
    return (step, after) if step is not None else (None, end)


def read_arrival(state: ReadingState, i: int, opener_end: int) -> bool:
    """Read "when a text arrives" as the input."""
    end = state.scan.clause_end(opener_end)
    words = {state.scan.word(k) for k in range(opener_end, end)}
    denied = state.scan.word(i) == "unless" or words & {"tagged", "contains", "about", "not"}
    if denied or not words & _ARRIVES or not words & (TEXT_NOUNS | {"it"}):
        return False
    add_step(state, Step(state.scan.lexicon.start_kind, state.scan.span(i, end), rank=-2))
    state.scan.use(i, end)
    return True
