"""Reading a condition: "it is about sports or tech", "the text contains “refund”", "it has more than 100 words"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from editor.describe.by_rules.categories import nearest
from editor.describe.by_rules.read.parameters import ASPECTS, read_list
from editor.describe.by_rules.syntax_tree import Condition, Leaf
from editor.describe.by_rules.text.vocabulary import FILLERS, NUMBERS, PRODUCTS, TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.text.scan import Scan


Found = tuple[Leaf, int] | None
IS = words_of("is are was were be been being equals equal got gets 's")
_MORE = words_of("more greater higher larger bigger longer above over exceeds")
_FEWER = words_of("fewer less lower smaller shorter below under")
COMPARING = _MORE | _FEWER
MOST_REPEATS = 1000
"""A pattern's longest repetition: larger counts of words cannot be asked by one comparison."""
_UNITS = {
    "word": "words", "words": "words", "character": "characters", "characters": "characters",
    "letters": "characters",
}  # fmt: skip


def _compared(scan: Scan, i: int) -> tuple[str, float, int] | None:
    """Read "more than 5", "at least 5", "> 5": the op, the number, and the place after it."""
    op, j = "", i
    if scan.word(j) in COMPARING:
        op, j = ("greater" if scan.word(j) in _MORE else "less"), scan.skip(j + 1, {"than"})
    elif scan.word(j) == "at" and scan.word(j + 1) in {"least", "most"}:
        op, j = f"at_{scan.word(j + 1)}", j + 2
    found = scan.number(j) if op else None
    return (op, found[0], j + found[1]) if found is not None else None


def _least(op: str, count: int) -> tuple[int, bool]:
    """Return how many there are at least where a comparison holds, or (False) where it does not."""
    least = count + 1 if op in {"greater", "at_most"} else count
    return least, op in {"greater", "at_least"}


def compare_length(scan: Scan, i: int, subject: str, _start: int) -> Found:
    """Read "has more than 100 words", "longer than 50 characters", "length > 50 words": a pattern over the text."""
    compared = _compared(scan, scan.skip(i, {"has", "have", "is", "are", "contains", "than"}))
    if compared is None:
        return None
    op, number_, end = compared
    unit, end = _UNITS.get(scan.word(end), ""), end + 1
    least, more = _least(op, int(number_))
    if unit not in {"words", "characters"} or op == "equals" or not 0 < least <= MOST_REPEATS:
        return None
    pattern = rf"(\S+\s+){{{least - 1}}}\S" if unit == "words" else rf"(?s).{{{least}}}"
    return Leaf(subject or "text", "matches", pattern, negated=not more), end


def compare_number(scan: Scan, i: int, subject: str, start: int) -> Found:
    """Read a number compared with a field: "the price is greater than 100", "status = 200"."""
    name, j = "", i
    begin = scan.skip(start, {"the", "a", "an", "its"})
    if not subject and scan.word(begin) and begin < len(scan):
        name = scan.at(begin).text
        j = max(begin + 1, scan.skip(begin + 1, IS | {"value"}))
        if scan.word(begin) in FILLERS | COMPARING:
            name, j = "", i
    compared = _compared(scan, j)
    if compared is None and scan.at(j).sort == "number" and name and (found := scan.number(j)):
        compared = ("equals", found[0], j + found[1])
    if compared is None or subject in {"summarize", "extract_keywords"}:
        return None
    op, found_, end = compared
    if scan.at(end).sort not in {"break", "comma", "colon"} and not (
        scan.is_end(end) or scan.starts_action(end)
    ):
        return None  # "more than 5 pages": what is counted is more than the number
    value = int(found_) if found_.is_integer() else found_
    return Leaf(subject or ("field" if name else "text"), op, value, path=name), end


HAS = words_of(
    """contains contain mentions mention includes include says say containing mentioning including"""
)
ENDS = words_of("then and or otherwise else send do please but")


def compare_content(scan: Scan, i: int, subject: str, _start: int) -> Found:
    """Read "contains “refund”" and "has the word ..."."""
    j = i
    if scan.word(j) in {"has", "have"}:
        j = scan.skip(j + 1, {"the", "a"})
        if scan.word(j) not in {"word", "words", "phrase", "term", "keyword"}:
            return None
        j -= 1
    elif scan.word(j) not in HAS:
        return None
    j = scan.skip(j + 1, {"the", "word", "words", "phrase", "term", "a", "an", "keyword", "text"})
    value, end = value_at(scan, j)
    if not value:
        return None
    return Leaf(subject or "text", "contains", value), end


def compare_affix(scan: Scan, i: int, subject: str, _start: int) -> Found:
    """Read "starts with ..." and "ends with ..."."""
    op = {"starts": "starts_with", "begins": "starts_with", "ends": "ends_with", "start": "starts_with"}.get(
        scan.word(i)
    )
    if op is None or scan.word(i + 1) not in {"with", "on"}:
        return None
    value, end = value_at(scan, scan.skip(i + 2, {"the", "word", "words"}))
    return (Leaf(subject or "text", op, value), end) if value else None


def value_at(scan: Scan, i: int) -> tuple[str, int]:
    """Read a value: a quotation, or words up to the end of the clause or to what is to be done."""
    token = scan.at(i)
    if token.sort == "quote":
        return token.text[1:-1], i + 1
    j = i
    while scan.at(j).sort in {"word", "number"} and not scan.is_end(j) and scan.word(j) not in ENDS:
        if j > i and begins_action(scan, j):
            break
        j += 1
    text = scan.sentence[token.start : scan.at(j - 1).end] if j > i else ""
    trimmed = re.sub(r"\s+(articles?|texts?|stor(y|ies)|news|mails?|messages?|pieces?|one|ones)$", "", text)
    return (trimmed, j) if j - i <= 4 else ("", i)  # noqa: PLR2004 - longer is a clause, not a value


def begins_action(scan: Scan, i: int) -> bool:
    """Return whether what is to be done begins here, rather than more of a value."""
    return scan.verb(i) is not None or scan.starts_action(i)


_AS = words_of(
    """about tagged classified labelled labeled categorized categorised as on a an the in of to category topic related
    concerning regarding with marked one"""
)
_ABOUT = frozenset(["concerns", "belongs", "matches", "covers", "discusses", "regards"])


class Read(NamedTuple):
    """A condition and the place after it."""

    condition: Condition
    end: int


def read_condition(scan: Scan, i: int) -> Read | None:
    """Read a condition from a place after "if"; None where it is not understood."""
    first = _simple(scan, i)
    if first is None:
        return None
    condition, end = first
    while scan.word(end) == "or" and scan.at(end + 1).sort == "quote":
        if condition[0].op not in _WITH_VALUE or condition[0].negated:
            return None
        scan.use(end, end + 2)
        condition = (*condition, replace(condition[0], value=scan.at(end + 1).text[1:-1]))
        end += 2
    return Read(condition, end)


_WITH_VALUE = frozenset({"contains", "starts_with", "ends_with"})


def _subject(scan: Scan, i: int) -> tuple[str, int]:
    """Return what a comparison is about ("" for "it"), and the place after its words."""
    j = scan.skip(i, {"the", "a", "an", "its", "their", "this", "that", "these", "your", "my"})
    if scan.word(j) in PRODUCTS:
        return PRODUCTS[scan.word(j)], j + 1
    if scan.word(j) in ASPECTS and scan.word(j + 1) in IS:
        return "tag_category", j + 1
    if scan.word(j) in TEXT_NOUNS and scan.word(j + 1) not in {"or", "line"}:
        return "text", j + 1
    return "", scan.skip(j, {"it", "they", "he", "she", "there"})


def _simple(scan: Scan, i: int) -> Read | None:
    subject, j = _subject(scan, i)
    negated = False
    while scan.word(j) in words_of("does do not is are was has have been 's got gets be"):
        negated ^= scan.word(j) == "not"
        if scan.word(j) in {"has", "have"} and scan.word(j + 1) not in {"been", "not"}:
            break
        j += 1
    for reader in (compare_length, compare_content, compare_affix, compare_number, _about):
        found = reader(scan, j, subject, i)
        if found is not None:
            leaf, end = found
            scan.use(i, end)
            return Read((replace(leaf, negated=leaf.negated ^ negated),), end)
    return None


_PLACES = words_of("in on of to")
_NAMING = words_of("category topic related tagged classified labelled labeled marked belongs about")
_THINGS = words_of("it they this that these the my your our his her their a an there he she we you i")
_NOT_CATEGORIES = words_of(
    """monday tuesday wednesday thursday friday saturday sunday today tomorrow now weekend approves approved fails
    failed succeeds worked works done finished ready available online offline not short long shorter longer empty
    full already too still very quite so length size word words sentence sentences character characters keyword
    keywords times needed necessary required from by in at with neither none nothing"""
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
    said_so = said & (IS | _ABOUT | {"about", "deals", "talks", "as"})
    about = subject if subject not in {"", "text"} else "tag_category"
    if (
        scan.word(start) == "there"
        or (scan.word(start) in _THINGS and not said_so)  # "if it rains": what is said of it is no category
        or (said & _PLACES and not said & _NAMING)  # "the text is in English" says more than its category
        or not _are_categories(values)
        or _points_at_text(scan, j)
        or (about == "tag_category" and not said & _NAMING and not _are_known(scan, values))
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
    """Return whether values can be categories: no numbers, sizes or sentences."""
    said = {word for value in values for word in value.lower().split()}
    return bool(values) and not said & (IS | COMPARING | _NOT_CATEGORIES | NUMBERS.keys())


def _points_at_text(scan: Scan, i: int) -> bool:
    """Return whether "the text" or "it" stands where a category would: "three questions about the text"."""
    noun = scan.skip(i, _POINTING)
    pointed = noun > i or scan.word(i - 1) in _POINTING
    return scan.word(i) in {"it", "them"} or (
        pointed and scan.word(noun) in TEXT_NOUNS and scan.category(noun) is None
    )


_POINTING = words_of("the this that these those my our your its each every")


def _are_known(scan: Scan, values: list[str]) -> bool:
    """Return whether values are told categories, where some are told: "it is urgent" is else no category."""
    known = scan.lexicon.categories
    return not known or all(nearest(value, known) in known for value in values)


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
        if scan.word(comma) != "or" or scan.starts_action(comma + 1):
            return values, end
        i = comma + 1
