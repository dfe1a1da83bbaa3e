"""Temporal clauses: "after cleaning", "before it is sent", "when a mail arrives"."""

from __future__ import annotations

from editor.describe.by_rules.read.predicates import REMOVED_BY
from editor.describe.by_rules.read.reading_state import (
    ReadingState,
    add_step,
    follows_a_step,
    insert_before_previous,
)
from editor.describe.by_rules.read.verb_phrases import read_verb_phrase
from editor.describe.by_rules.syntax_tree import Step
from editor.describe.by_rules.text.vocabulary import CLEANED
from editor.describe.by_rules.text.word_lists import TEXT_NOUNS, words_of

_ARRIVES = words_of("arrives comes arrive come received submitted pasted posted given reaches appears")
_PEOPLE = words_of("i we you they user users someone somebody he she people customers customer")
_GIVES = words_of(
    """paste pastes submit submits enter enters upload uploads give gives get gets receive receives send sends add"""
)


def temporal_clause(state: ReadingState, i: int) -> int | None:
    """Read "after cleaning the text": before or behind the step it stands with."""
    scan = state.scan
    if scan.word(i) not in {"after", "before", "once", "when"}:
        return None
    waited = scan.duration(i + 1)
    if scan.word(i) == "after" and waited is not None:
        step = Step("delay", scan.span(i, i + 1 + waited[1]), {"seconds": waited[0]})
        scan.use(i, i + 1 + waited[1])
        trailing = follows_a_step(state, i)
        insert_before_previous(state, step) if trailing else add_step(state, step)
        return i + 1 + waited[1]
    begin = scan.skip(
        i + 1,
        words_of("you it the text is has have been we i first anything everything"),
    )
    if scan.word(i) in {"when", "once"} and (scan.verb(begin) is None):
        return None
    step, end = read_verb_phrase(state, begin)
    if step is None or step.kind == scan.lexicon.start_kind:
        return None
    scan.use(i, i + 1)
    trailing = follows_a_step(state, i)
    while step is not None:
        step.implied = True
        if scan.word(i) == "before":
            add_step(state, step) if trailing else state.pending.append(step)
        elif trailing:
            insert_before_previous(state, step)
        else:
            add_step(state, step)
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
    words = [state.scan.word(k) for k in range(opener_end, end)]
    given = words[:1] and words[0] in _PEOPLE and bool(set(words[1:3]) & _GIVES)
    if given and state.scan.word(i) != "unless" and set(words) & TEXT_NOUNS:
        words.append("arrives")
    if state.scan.word(i) == "unless" or not (
        set(words) & _ARRIVES and set(words) & (TEXT_NOUNS | {"user", "someone", "it", "one"})
    ):
        return False
    if set(words) & {"tagged", "contains", "about"}:
        return False
    add_step(state, Step(state.scan.lexicon.start_kind, state.scan.span(i, end), rank=-2))
    state.scan.use(i, end)
    return True
