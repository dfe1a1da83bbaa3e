"""Reading a condition: "it is about sports or tech", "the text contains “refund”", "it has more than 100 words"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from editor.describe.rules.amounts import COMPARING, IS, Found, count, number, size
from editor.describe.rules.contents import ENDS, HAS, begins_action, contains, edges, emptiness, value_at
from editor.describe.rules.items import Condition, Join, Leaf, leaves
from editor.describe.rules.lists import ASPECTS, read_list
from editor.describe.rules.told import nearest
from editor.describe.rules.vocabulary import PRODUCTS
from editor.describe.rules.words import NUMBERS, TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.rules.scan import Scan

_AS = words_of(
    """about tagged classified labelled labeled categorized categorised as on a an the in of to category topic
    related concerning regarding with marked one"""
)
_ABOUT = frozenset(["concerns", "belongs", "matches", "covers", "discusses", "regards"])


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
        if joint == "and" and _exclude_each_other(leaves(condition)[-1], leaves(more.condition)[0]):
            return None  # a text has one category
        condition, end = Join("all" if joint == "and" else "any", (condition, more.condition)), more.end


def _exclude_each_other(one: Leaf, other: Leaf) -> bool:
    both = one.subject == other.subject == "tag_category" and one.op == other.op == "equals"
    return both and one.value != other.value and not one.negated and not other.negated


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, Join) and condition.match == "any" else (condition,)


_WITH_VALUE = frozenset({"contains", "starts_with", "ends_with"})


def _continues(scan: Scan, i: int) -> bool:
    """Say whether another comparison begins here, rather than what is to be done."""
    return _continues_with(scan, _subject(scan, i)[1] if _subject(scan, i)[0] else i)


def _continues_with(scan: Scan, i: int) -> bool:
    i = scan.skip(i, {"it", "does", "do", "not", "also"})
    compares = scan.word(i) in COMPARING or scan.word(scan.skip(i, {"at"})) in {"least", "most"}
    return compares or scan.word(i) in IS | HAS | {"has", "have", "starts", "ends", "begins", "about"}


def _subject(scan: Scan, i: int) -> tuple[str, int]:
    """Give what a comparison is about ("" for "it"), and the place after its words."""
    j = scan.skip(i, {"the", "a", "an", "its", "their", "this", "that", "these", "your", "my"})
    if scan.word(j) in PRODUCTS:
        return PRODUCTS[scan.word(j)], j + 1
    if scan.word(j) in ASPECTS and scan.word(j + 1) in IS:
        return "tag_category", j + 1
    if scan.word(j) in TEXT_NOUNS and scan.word(j + 1) not in {"or", "line"} and not _names_category(scan, j):
        return "text", j + 1
    described = _described_text(scan, j) if j > i else j
    return ("text", described) if described > j else ("", scan.skip(j, {"it", "they", "he", "she", "there"}))


def _described_text(scan: Scan, i: int) -> int:
    """Give the place after "log line" or "mail text" before "contains ..."; `i` where none stands."""
    compound = scan.word(i) in TEXT_NOUNS and scan.word(i + 1) in TEXT_NOUNS | {"line"}
    return i + 2 if compound and scan.word(i + 2) in HAS else i


def _names_category(scan: Scan, i: int) -> bool:
    """Say whether a told category stands here, and nothing that would compare it: "if complaint, ..."."""
    found = scan.category(i)
    return found is not None and not _continues_with(scan, i + found[1])


def _told(scan: Scan, i: int, subject: str, start: int) -> Found:
    """Read told categories: "if it is a complaint", "if a or b"."""
    values: list[str] = []
    end = k = start if scan.category(start) else i
    while True:
        k = scan.skip(k, _AS - {"a", "an", "not"})
        k = k if scan.category(k) else scan.skip(k, _AS | {"either"})
        found = scan.category(k)
        if found is None:
            break
        values.append(found[0])
        end = scan.skip(k + found[1], {"one", "ones"})
        k = end + (scan.at(end).sort == "comma")
        if scan.word(k) != "or" or _continues(scan, k + 1):
            break
        k += 1
    follows = scan.at(end).sort == "word" and not scan.is_end(end) and not scan.starts_action(end)
    if not values or subject not in {"", "text", "tag_category"} or (follows and not scan.verb(end)):
        return None
    return Leaf(
        "tag_category", "in" if len(values) > 1 else "equals", values if len(values) > 1 else values[0]
    ), end


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
    for reader in (_told, size, count, contains, edges, emptiness, number, _about):
        found = reader(scan, j, subject, i)
        if found is not None:
            leaf, end = found
            scan.use(i, end)
            leaf = Leaf(leaf.subject, leaf.op, leaf.value, leaf.path, leaf.negated ^ negated)
            if leaf.subject == "" and before is not None:
                leaf = Leaf(before.subject, leaf.op, leaf.value, before.path, leaf.negated)
            return Read(leaf, end)
    return None


def read_size(scan: Scan, i: int) -> Read | None:
    """Read "more than 80 words" of a text."""
    found = size(scan, i, "text", i)
    if found is None:
        return None
    scan.use(i, found[1])
    return Read(*found)


_PLACES = words_of("in on of to")
_NAMING = words_of("category topic related tagged classified labelled labeled marked belongs about")
_SUBJECTS = words_of("it they this that these the my your our his her their a an there he she we you i")
_NOT_CATEGORIES = words_of(
    """monday tuesday wednesday thursday friday saturday sunday today tomorrow now weekend approves approved
    fails failed succeeds worked works done finished ready available online offline not short long shorter longer
    empty full already too still very quite so length size word words sentence sentences character characters
    keyword keywords times needed necessary required from by in at with"""
)


def _about(scan: Scan, i: int, subject: str, start: int) -> Found:
    """Read a category: "is about sports", "is tagged as sports or tech", "sports"."""
    j = scan.skip(i, _AS | _ABOUT | IS | {"not", "deals", "talks"})
    j = scan.skip(j, {"either"})
    negated = any(scan.word(k) == "not" for k in range(i, j))
    listed, end = read_list(scan, j)
    if len(listed) > 2:  # noqa: PLR2004 - with commas: "sports, politics or tech"
        values = listed
    else:
        values, end = _alternatives(scan, j)
    said = {scan.word(k) for k in range(start, j)}
    told = said & (IS | _ABOUT | {"about", "deals", "talks", "as"})
    about = subject if subject not in {"", "text"} else "tag_category"
    if (
        scan.word(start) == "there"
        or (scan.word(start) in _SUBJECTS and not told)  # "if it rains": what is said of it is no category
        or (said & _PLACES and not said & _NAMING)  # "the text is in English" says more than its category
        or not _are_categories(values)
        or _points_at_text(scan, j)
        or (about == "tag_category" and not said & _NAMING and not _are_told(scan, values))
        or about in {"summarize", "extract_keywords"}
        or (
            scan.word(end)
            and not scan.is_end(end)
            and scan.word(end) not in ENDS
            and not begins_action(scan, end)
        )
        or (scan.at(end).sort == "mark" and scan.at(end).text not in {"-", "–", "—", ")"})
    ):
        return None
    if len(values) == 1:
        return Leaf(about, "equals", values[0], negated=negated), end
    return Leaf(about, "in", values, negated=negated), end


def _are_categories(values: list[str]) -> bool:
    """Say whether values can be categories: no numbers, sizes or sentences."""
    said = {word for value in values for word in value.lower().split()}
    return bool(values) and not said & (IS | COMPARING | _NOT_CATEGORIES | NUMBERS.keys())


def _points_at_text(scan: Scan, i: int) -> bool:
    """Say whether "the text" or "it" stands where a category would: "three questions about the text"."""
    noun = scan.skip(i, _POINTING)
    pointed = noun > i or scan.word(i - 1) in _POINTING
    return scan.word(i) in {"it", "them"} or (
        pointed and scan.word(noun) in TEXT_NOUNS and scan.category(noun) is None
    )


_POINTING = words_of("the this that these those my our your its each every")


def _are_told(scan: Scan, values: list[str]) -> bool:
    """Say whether values are told categories, where some are told: "it is urgent" is else no category."""
    told = scan.lexicon.told
    return not told or all(nearest(value, told) in told for value in values)


def _alternatives(scan: Scan, i: int) -> tuple[list[str], int]:
    """Read values joined by "or"."""
    values: list[str] = []
    end = i
    while True:
        value, after = value_at(scan, scan.skip(i, {"about", "a", "an", "the"}))
        if not value:
            return values, end
        values.append(value)
        end = after
        comma = end + (scan.at(end).sort == "comma")
        if scan.word(comma) != "or" or _continues(scan, comma + 1) or scan.starts_action(comma + 1):
            return values, end
        i = comma + 1
