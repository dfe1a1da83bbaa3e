"""Times at which a workflow should run: found, so that they are reported as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.text.word_lists import words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.text.tokens import Token

_TIMES = words_of(
    """morning evening night day hour minute week month year weekday weekend noon afternoon minutes hours days weeks
    months quarter second seconds"""
)
_DAYS = words_of("""monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays weekdays weekends""")


_DAILY = words_of("daily hourly weekly nightly monthly yearly quarterly")
_HALVES = words_of("am pm o'clock")


def schedule_end(tokens: list[Token], i: int) -> int:
    """Return the place after "every morning at 8", which no step can do yet; `i` where no schedule is told."""
    j = i + (_word(tokens, i) == "on" and _word(tokens, i + 1) in {"every", "each"} | _DAYS)
    if (_word(tokens, j) in _DAILY and (i == 0 or _ends(tokens, j + 1) or _word(tokens, j + 1) == "at")) or (
        _word(tokens, j) in _DAYS and j > i
    ):
        j += 1
    elif _word(tokens, j) in {"every", "each"}:
        j += 1 + (_is_number(tokens, j + 1) or _word(tokens, j + 1) in {"two", "other", "three", "single"})
        if _word(tokens, j) not in _TIMES | _DAYS:
            return i
        j += 1
    elif _word(tokens, j) == "once" and _word(tokens, j + 1) in {"a", "per", "every"}:
        return j + 3 if _word(tokens, j + 2) in _TIMES else i
    elif _clock_end(tokens, j) == j:
        return i
    return _clock_end(tokens, j)


def _clock_end(tokens: list[Token], i: int) -> int:
    """Return the place after "at 8:30 pm" or "at noon"; `i` for none."""
    if _word(tokens, i) != "at":
        return i
    if _word(tokens, i + 1) in {"noon", "midnight", "night"}:
        return i + 2
    if not _is_number(tokens, i + 1):
        return i
    j = i + 2
    if _at(tokens, j) == "colon" and _is_number(tokens, j + 1):
        j += 2
    if _word(tokens, j) in _HALVES:
        return j + 1
    return j if _ends(tokens, j) or j > i + 2 else i


def _word(tokens: list[Token], i: int) -> str:
    return tokens[i].word if i < len(tokens) and tokens[i].sort == "word" else ""


def _at(tokens: list[Token], i: int) -> str:
    return tokens[i].sort if i < len(tokens) else "break"


def _is_number(tokens: list[Token], i: int) -> bool:
    return _at(tokens, i) == "number"


def _ends(tokens: list[Token], i: int) -> bool:
    return _at(tokens, i) != "word" or tokens[i].word in {"and", "then", "but", "or"}
