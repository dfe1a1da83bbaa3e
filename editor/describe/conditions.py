"""Reading a condition: "it is about sports or tech", "the text contains “refund”", "it has more than 100 words"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from editor.describe.items import Condition, Join, Leaf, leaves
from editor.describe.lists import ASPECTS, read_list
from editor.describe.vocabulary import PRODUCTS
from editor.describe.words import TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.scan import Scan

_IS = words_of("""is are was were be been being equals equal got gets 's""")
_AS = words_of(
    """about tagged classified labelled labeled categorized categorised as on a an the in of to category topic
    related concerning regarding with marked one"""
)
_ABOUT = frozenset(["concerns", "belongs", "matches", "covers", "discusses", "regards"])
_HAS = words_of(
    """contains contain mentions mention includes include says say containing mentioning including"""
)
_MORE = words_of("""more greater higher larger bigger longer above over exceeds""")
_FEWER = words_of("""fewer less lower smaller shorter below under""")
_ENDS = words_of("""then and or otherwise else send do please but""")
MOST_REPEATS = 1000
"""A pattern's longest repetition: larger counts of words cannot be asked by one comparison."""


class Read(NamedTuple):
    """A condition and the place after it."""

    condition: Condition
    end: int


def read_condition(scan: Scan, i: int) -> Read | None:
    """Read a condition from a place after "if"; None where it is not understood."""
    first = _simple(scan, i, None)
    if first is None:
        return None
    condition, end = first
    while True:
        joint = scan.word(end)
        last = leaves(condition)[-1]
        if joint == "or" and last.op in _WITH_VALUE and scan.at(end + 1).sort == "quote":
            scan.use(end, end + 2)
            again = replace(last, value=scan.at(end + 1).text[1:-1])
            condition, end = Join("any", (*_parts(condition), again)), end + 2
            continue
        if joint not in {"and", "or"} or not _continues(scan, end + 1):
            return Read(condition, end)
        more = _simple(scan, end + 1, leaves(condition)[-1])
        if more is None:
            return Read(condition, end)
        condition, end = Join("all" if joint == "and" else "any", (condition, more.condition)), more.end


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, Join) and condition.match == "any" else (condition,)


_WITH_VALUE = frozenset({"contains", "starts_with", "ends_with"})


def _continues(scan: Scan, i: int) -> bool:
    """Say whether another comparison begins here, rather than what is to be done."""
    i = _subject(scan, i)[1] if _subject(scan, i)[0] else i
    i = scan.skip(i, {"it", "does", "do", "not", "also"})
    return scan.word(i) in _IS | _HAS | {"has", "have", "starts", "ends", "begins"}


def _subject(scan: Scan, i: int) -> tuple[str, int]:
    """Give what a comparison is about ("" for "it"), and the place after its words."""
    j = scan.skip(i, {"the", "a", "an", "its", "their", "this", "that", "these", "your", "my"})
    if scan.word(j) in PRODUCTS:
        return PRODUCTS[scan.word(j)], j + 1
    if scan.word(j) in ASPECTS and scan.word(j + 1) in _IS:
        return "tag_category", j + 1
    if scan.word(j) in TEXT_NOUNS and scan.word(j + 1) != "or":
        return "text", j + 1
    return "", scan.skip(j, {"it", "they", "he", "she", "there"})


def _simple(scan: Scan, i: int, before: Leaf | None) -> Read | None:
    subject, j = _subject(scan, i)
    negated = False
    while scan.word(j) in {
        "does",
        "do",
        "not",
        "is",
        "are",
        "was",
        "has",
        "have",
        "been",
        "'s",
        "got",
        "gets",
        "be",
    }:
        negated ^= scan.word(j) == "not"
        if scan.word(j) in {"has", "have"} and scan.word(j + 1) not in {"been", "not"}:
            break
        j += 1
    for reader in (_size, _contains, _edges, _emptiness, _field, _about):
        found = reader(scan, j, subject, i)
        if found is not None:
            leaf, end = found
            scan.use(i, end)
            leaf = Leaf(leaf.subject, leaf.op, leaf.value, leaf.path, leaf.negated ^ negated)
            if leaf.subject == "" and before is not None:
                leaf = Leaf(before.subject, leaf.op, leaf.value, before.path, leaf.negated)
            return Read(leaf, end)
    return None


_Found = tuple[Leaf, int] | None


def read_size(scan: Scan, i: int) -> Read | None:
    """Read "more than 80 words" of a text."""
    found = _size(scan, i, "text", i)
    if found is None:
        return None
    scan.use(i, found[1])
    return Read(*found)


def _size(scan: Scan, i: int, subject: str, _start: int) -> _Found:
    """Read "has more than 100 words" and "longer than 50 characters" as a pattern over the text."""
    j = scan.skip(i, {"has", "have", "is", "contains", "than", "at"})
    at_least = scan.is_words(j - 1, "at", "least")
    at_most = scan.is_words(j - 1, "at", "most")
    word = scan.word(j)
    if word not in _MORE | _FEWER and not (at_least or at_most):
        return None
    j = scan.skip(j + 1, {"than"})
    number = scan.number(j)
    if number is None:
        return None
    count, unit = int(number[0]), scan.word(j + number[1])
    if unit not in {"word", "words", "character", "characters", "letters"}:
        return None
    more = word in _MORE or at_least
    least = count + 1 if word in _MORE else count if (at_least or word in _FEWER) else count + 1
    if not 0 < least <= MOST_REPEATS:
        return None
    pattern = rf"(\S+\s+){{{least - 1}}}\S" if unit.startswith("word") else rf"(?s).{{{least}}}"
    return Leaf(subject or "text", "matches", pattern, negated=not more), j + number[1] + 1


def _contains(scan: Scan, i: int, subject: str, _start: int) -> _Found:
    j = i
    if scan.word(j) in {"has", "have"}:
        j = scan.skip(j + 1, {"the", "a"})
        if scan.word(j) not in {"word", "words", "phrase", "term", "keyword"}:
            return None
        j -= 1
    elif scan.word(j) not in _HAS:
        return None
    j = scan.skip(j + 1, {"the", "word", "words", "phrase", "term", "a", "an", "keyword", "text"})
    value, end = _value(scan, j)
    if not value:
        return None
    return Leaf(subject or "text", "contains", value), end


def _edges(scan: Scan, i: int, subject: str, _start: int) -> _Found:
    op = {"starts": "starts_with", "begins": "starts_with", "ends": "ends_with", "start": "starts_with"}.get(
        scan.word(i)
    )
    if op is None or scan.word(i + 1) not in {"with", "on"}:
        return None
    value, end = _value(scan, scan.skip(i + 2, {"the", "word", "words"}))
    return (Leaf(subject or "text", op, value), end) if value else None


def _emptiness(scan: Scan, i: int, subject: str, _start: int) -> _Found:
    j = scan.skip(i, {"an"})
    if scan.word(j) == "empty":
        return Leaf(subject or "text", "is_empty"), j + 1
    if scan.word(j) == "exists":
        return Leaf(subject or "text", "exists"), j + 1
    return None


_SIZES = words_of("word words character characters letters sentence sentences lines paragraphs")
_SIGNS = {">": "greater", "<": "less", "=": "equals", "≥": "at_least", "≤": "at_most"}


def _field(scan: Scan, i: int, subject: str, start: int) -> _Found:
    """Read a number compared with a field: "the price is greater than 100", "status = 200"."""
    name, j = "", i
    begin = scan.skip(start, {"the", "a", "an", "its"})
    if not subject and scan.word(begin) and begin < len(scan):
        name = scan.at(begin).text
        j = max(begin + 1, scan.skip(begin + 1, _IS | {"value"}))
        if scan.word(begin) in {"it", "they", "there"} or scan.word(begin) in _MORE | _FEWER:
            name, j = "", i
    op = ""
    if scan.word(j) in _MORE or scan.word(j) in _FEWER:
        op, j = ("greater" if scan.word(j) in _MORE else "less"), scan.skip(j + 1, {"than"})
    elif scan.word(j) == "at" and scan.word(j + 1) in {"least", "most"}:
        op, j = f"at_{scan.word(j + 1)}", j + 2
    elif scan.at(j).text in _SIGNS:
        op, j = _SIGNS[scan.at(j).text], j + 1
    elif scan.at(j).sort == "number" and name:
        op = "equals"
    number = scan.number(j) if op else None
    if number is None or scan.word(j + number[1]) in _SIZES:
        return None
    value = int(number[0]) if number[0].is_integer() else number[0]
    where = subject or ("field" if name else "text")
    return Leaf(where, op, value, path=name), j + number[1]


_SUBJECTS = words_of("it they this that these the my your our his her their a an there he she we you i")
_NOT_CATEGORIES = words_of(
    """monday tuesday wednesday thursday friday saturday sunday today tomorrow now weekend approves approved
    fails failed succeeds worked works done finished ready available online offline"""
)


def _about(scan: Scan, i: int, subject: str, start: int) -> _Found:
    """Read a category: "is about sports", "is tagged as sports or tech", "sports"."""
    j = scan.skip(i, _AS | _ABOUT | _IS | {"not", "deals", "talks"})
    j = scan.skip(j, {"either"})
    negated = any(scan.word(k) == "not" for k in range(i, j))
    listed, end = read_list(scan, j)
    if len(listed) > 2:  # noqa: PLR2004 - with commas: "sports, politics or tech"
        values = listed
    else:
        values, end = _alternatives(scan, j)
    said = {scan.word(k) for k in range(start, j)}
    told = said & (_IS | _ABOUT | {"about", "deals", "talks", "as"})
    if scan.word(start) in _SUBJECTS and not told:
        return None  # "if it rains": what is said of it is no category
    if values and values[0].partition(" ")[0].lower() in _MORE | _FEWER:
        return None
    if any(set(value.lower().split()) & (_IS | _NOT_CATEGORIES) for value in values):
        return None  # "if the customer is angry" asks for more than a category of the text
    if not values or (subject in {"summarize", "extract_keywords"} and start == i):
        return None
    about = subject if subject not in {"", "text"} else "tag_category"
    if len(values) == 1:
        return Leaf(about, "equals", values[0], negated=negated), end
    return Leaf(about, "in", values, negated=negated), end


def _alternatives(scan: Scan, i: int) -> tuple[list[str], int]:
    """Read values joined by "or"."""
    values: list[str] = []
    end = i
    while True:
        value, after = _value(scan, scan.skip(i, {"about", "a", "an", "the"}))
        if not value:
            return values, end
        values.append(value)
        end = after
        comma = end + (scan.at(end).sort == "comma")
        if scan.word(comma) != "or" or _continues(scan, comma + 1) or scan.starts_action(comma + 1):
            return values, end
        i = comma + 1


def _value(scan: Scan, i: int) -> tuple[str, int]:
    """Read a value: a quotation, or words up to the end of the clause or to what is to be done."""
    token = scan.at(i)
    if token.sort == "quote":
        return token.text[1:-1], i + 1
    j = i
    while scan.at(j).sort in {"word", "number"} and not scan.is_end(j) and scan.word(j) not in _ENDS:
        if j > i and _begins_action(scan, j):
            break
        j += 1
    text = scan.sentence[token.start : scan.at(j - 1).end] if j > i else ""
    trimmed = re.sub(r"\s+(articles?|texts?|stor(y|ies)|news|mails?|messages?|pieces?|one|ones)$", "", text)
    return (trimmed, j) if j - i <= 4 else ("", i)  # noqa: PLR2004 - longer is a clause, not a value


def _begins_action(scan: Scan, i: int) -> bool:
    return scan.verb(i) is not None or scan.starts_action(i)
