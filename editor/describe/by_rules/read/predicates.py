"""The predicate of a clause: the verb or noun that names its step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.text.lexicon import Sense, forms
from editor.describe.by_rules.text.vocabulary import (
    BEFORE_HEAD,
    CLEANED,
    FETCHING,
    FRAME,
    GENERIC_VERBS,
    MODEL_WORDS,
    NUMBERS,
    REMOVING,
    TEXT_NOUNS,
    words_of,
)

if TYPE_CHECKING:
    from editor.describe.by_rules.read.reading_state import ReadingState

REMOVED_BY = frozenset(form for verb in REMOVING for form in forms(verb))
_WRITING = words_of("put patch delete")
WITH_MODEL = frozenset({"summarize", "extract_keywords", "tag_category"})
"""Kinds that a model can do too."""
DETERMINERS = words_of("the a an this that each every my your our its")


def find_predicate(state: ReadingState, i: int) -> tuple[Sense, int, int] | None:
    """Find the word that names the step; unknown words before it mean that it names none."""
    scan, generic, start = state.scan, False, i
    while i < len(scan) and not scan.is_end(i):
        done = _removal_verb(state, i) or _model_complement(state, i)
        if done is not None:
            return done
        senses, length = scan.lexicon.senses(scan.tokens, i)
        word = scan.word(i)
        after_determiner = i > start and scan.word(i - 1) in DETERMINERS
        verb = next((sense for sense in senses if sense.role == "verb"), None)
        noun = next((sense for sense in senses if sense.role == "noun"), None)
        if length == 1 and _has_another_sense(state, i):
            return None
        named = (
            word in TEXT_NOUNS or noun is not None or word.endswith("ed")
        )  # "the mail", "the cleaned text"
        if verb is not None and not (after_determiner and named):
            return verb, i, length
        if noun is not None and (generic or word not in TEXT_NOUNS):
            return None if _is_passive(state, i + length) else (noun, i, length)
        generic |= word in GENERIC_VERBS
        known = word in BEFORE_HEAD or word in GENERIC_VERBS or word in TEXT_NOUNS or word in NUMBERS
        known |= word in FRAME or (word.endswith("ly") and len(word) > 5)  # noqa: PLR2004 - "only", "fly"
        known |= generic and word in {"result", "results", "into"}
        known |= word in MODEL_WORDS or word in {"language", "sentence", "sentences", "point"}
        if not (known or scan.at(i).sort in {"number", "mark", "colon"}):
            return None
        i += 1
    return None


def _is_passive(state: ReadingState, i: int) -> bool:
    """Return whether something is done with a noun, as in "the summary should be sent": more than making it."""
    after = state.scan.skip(i, _AUXILIARIES)
    return after > i and state.scan.verb(after) is not None


_AUXILIARIES = words_of("is are was were be been being should must can could shall will would has have to")


def _model_complement(state: ReadingState, i: int) -> tuple[Sense, int, int] | None:
    """Find what "use GPT to summarize" and "let the model pick the category" ask a model to do."""
    scan, asked = state.scan, state.scan.verb(i)
    if asked is None or asked[0].kind != "llm_prompt":
        return None
    at = scan.skip(i + asked[1], MODEL_WORDS | {"a", "an", "the", "language", "to"})
    if not {scan.word(k) for k in range(i, at)} & MODEL_WORDS:
        return None
    found = find_predicate(state, at)
    return found if found is not None and found[0].kind in WITH_MODEL else None


def _has_another_sense(state: ReadingState, i: int) -> bool:
    """Return whether a verb asks for something else here: "sort them", "ask my boss"."""
    scan, base = state.scan, _base_form(state, state.scan.word(i))
    following = range(i + 1, scan.clause_end(i))
    if base in {"sort", "group", "split", "divide", "separate"}:
        return not any(
            scan.word(k) in {"into", "by", "as", "in", "between"} or scan.at(k).sort == "colon"
            for k in (*following, scan.clause_end(i))
        )
    if base == "answered" or (base == "ask" and scan.word(i + 1) in DETERMINERS | {"for"}):
        return not any(scan.word(k) in MODEL_WORDS for k in following)
    return (base == "shorter" and scan.word(i + 1) == "than") or (
        base in {"reply", "answer"} and scan.word(i + 1) == "to"
    )


def find_fetch(state: ReadingState, i: int) -> tuple[Sense, int, int] | None:
    """Read "get the text from https://..." and "put it to https://..." as a request."""
    scan = state.scan
    at = scan.skip(i, BEFORE_HEAD)
    following = range(at + 1, scan.clause_end(at))
    if scan.word(at) in _WRITING and any(scan.at(k).sort == "url" for k in following):
        return Sense("http_request", "verb"), at, 1
    if _base_form(state, scan.word(at)) not in FETCHING or not scan.word(at):
        return None
    for k in following:
        if scan.at(k).sort == "url":
            return Sense("http_request", "verb", {"method": "GET"}), at, 1
        if scan.word(k) not in BEFORE_HEAD and scan.word(k) not in TEXT_NOUNS:
            return None
    return None


def _base_form(state: ReadingState, word: str) -> str:
    return state.scan.lexicon.bases.get(word, word)


def _removal_verb(state: ReadingState, i: int) -> tuple[Sense, int, int] | None:
    """Read "remove the links" as cleaning, by what is removed."""
    scan = state.scan
    if scan.word(i) in REMOVED_BY:
        following = range(i + 1, scan.clause_end(i))
        if any(scan.word(k) in CLEANED for k in following) and not any(scan.verb(k) for k in following):
            return Sense("clean_text", "verb"), i, 1
    goes_on = scan.is_end(i + 1) or scan.word(i + 1) in {"from", "in", "of"} or scan.word(i + 1) in CLEANED
    if state.antecedents.removing and goes_on and scan.word(i) in CLEANED:
        return Sense("clean_text", "noun", CLEANED[scan.word(i)]), i, 1
    return None
