"""Comparisons: more or less than a number, what a text contains, starts or ends with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from editor.describe.by_rules.syntax_tree import Leaf
from editor.describe.by_rules.text.word_lists import FILLERS, words_of

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
