"""Reading what is more or less than a number: words of a text, keywords found, the value of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.rules.items import Leaf
from editor.describe.rules.words import FILLERS, words_of

if TYPE_CHECKING:
    from editor.describe.rules.scan import Scan

Found = tuple[Leaf, int] | None
IS = words_of("""is are was were be been being equals equal got gets 's""")
_MORE = words_of("""more greater higher larger bigger longer above over exceeds""")
_FEWER = words_of("""fewer less lower smaller shorter below under""")
COMPARING = _MORE | _FEWER
MOST_REPEATS = 1000
"""A pattern's longest repetition: larger counts of words cannot be asked by one comparison."""
_SIGNS = {">": "greater", "<": "less", "=": "equals", "≥": "at_least", "≤": "at_most"}
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
    elif scan.at(j).text in _SIGNS:
        op, j = _SIGNS[scan.at(j).text], j + 1
        if op in {"greater", "less"} and scan.at(j).text == "=":
            op, j = f"at_{'least' if op == 'greater' else 'most'}", j + 1
    found = scan.number(j) if op else None
    return (op, found[0], j + found[1]) if found is not None else None


def _least(op: str, count: int) -> tuple[int, bool]:
    """Give how many there are at least where a comparison holds, or (False) where it does not."""
    least = count + 1 if op in {"greater", "at_most"} else count
    return least, op in {"greater", "at_least"}


def size(scan: Scan, i: int, subject: str, _start: int) -> Found:
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


def number(scan: Scan, i: int, subject: str, start: int) -> Found:
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
