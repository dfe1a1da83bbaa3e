"""Reading what a text contains, starts or ends with, and the values that comparisons name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from editor.describe.rules.items import Leaf
from editor.describe.rules.words import words_of

if TYPE_CHECKING:
    from editor.describe.rules.amounts import Found
    from editor.describe.rules.scan import Scan

HAS = words_of(
    """contains contain mentions mention includes include says say containing mentioning including"""
)
ENDS = words_of("""then and or otherwise else send do please but""")


def contains(scan: Scan, i: int, subject: str, _start: int) -> Found:
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


def edges(scan: Scan, i: int, subject: str, _start: int) -> Found:
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
    """Say whether what is to be done begins here, rather than more of a value."""
    return scan.verb(i) is not None or scan.starts_action(i)
