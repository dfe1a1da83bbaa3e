"""Times at which a workflow should run: recognised, so that they are handed back as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.words import words_of

if TYPE_CHECKING:
    from editor.describe.scan import Scan

_TIMES = words_of(
    """morning evening night day hour minute week month year monday tuesday wednesday thursday friday saturday
    sunday weekday noon afternoon minutes hours days weeks"""
)


def schedule_end(scan: Scan, i: int) -> int:
    """Give the place after "every morning at 8", which no step can do yet; `i` where no schedule is told."""
    j = i
    if scan.word(j) in {"daily", "hourly", "weekly", "nightly", "monthly"}:
        j += 1
    elif scan.word(j) in {"every", "each"}:
        j += 1 + (scan.at(j + 1).sort == "number" or scan.word(j + 1) in {"two", "other"})
        if scan.word(j) not in _TIMES:
            return i
        j += 1
    elif scan.word(j) == "at" and scan.at(j + 1).sort == "number":
        pass
    else:
        return i
    if scan.word(j) == "at" and (scan.at(j + 1).sort == "number" or scan.word(j + 1) in {"noon", "midnight"}):
        j += 2
        if scan.at(j).sort == "colon":
            j += 2
        j += scan.word(j) in {"am", "pm", "o'clock"}
    return j
