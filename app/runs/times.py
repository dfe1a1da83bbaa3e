"""Times and durations in words."""

from __future__ import annotations

import math
from datetime import datetime

MINUTE, HOUR, DAY = 60, 3600, 86_400
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def duration(seconds: float) -> str:
    """Write a duration, by the same rule as assets/src/ui/format.ts.

    >>> [duration(s) for s in (0.0042, 0.697, 3.14, 12.34, 75, 3700)]
    ['4 ms', '0.70 s', '3.14 s', '12.3 s', '1 min 15 s', '1 h 2 min']
    """
    ms = seconds * 1000
    if _round(ms) < 500:  # noqa: PLR2004 - from half a second on, hundredths say enough
        return f"{_round(ms)} ms"
    if ms < 9995:  # noqa: PLR2004 - rounds to ten seconds
        return f"{_round(ms / 10) / 100:.2f} s"
    if ms < 59_950:  # noqa: PLR2004 - rounds to a minute
        return f"{_round(ms / 100) / 10:.1f} s"
    whole = _round(seconds)
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE} s" if whole % MINUTE else f"{whole // MINUTE} min"
    minutes = _round(whole / MINUTE)
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def ago(at: float, now: float) -> str:
    """Write how long ago a time was; after a day, its date in the machine's zone.

    >>> [ago(0, now) for now in (1, 14, 90, 4000)]
    ['now', '14 s ago', '1 min ago', '1 h ago']
    """
    passed = max(0, math.floor(now - at))
    if passed < 2:  # noqa: PLR2004 - "now" is what a person calls it
        return "now"
    if passed < MINUTE:
        return f"{passed} s ago"
    if passed < HOUR:
        return f"{passed // MINUTE} min ago"
    if passed < DAY:
        return f"{passed // HOUR} h ago"
    date = datetime.fromtimestamp(at).astimezone()
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def _round(value: float) -> int:
    """Round half up, as JavaScript does."""
    return math.floor(value + 0.5)


def clock_time(at: float) -> str:
    """Write a time with its date, in the machine's zone."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
