"""Times and durations in words."""

from __future__ import annotations

from datetime import datetime

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def duration(seconds: float) -> str:
    """Write a duration.

    >>> [duration(s) for s in (0.0042, 0.42, 3.14, 75, 3700)]
    ['4 ms', '420 ms', '3.1 s', '1 min 15 s', '1 h 1 min']
    """
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < MINUTE:
        return f"{seconds:.1f} s"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min {int(seconds % MINUTE)} s"
    return f"{int(seconds // HOUR)} h {int(seconds % HOUR // MINUTE)} min"


def ago(at: float, now: float) -> str:
    """Write how long ago a time was.

    >>> [ago(0, now) for now in (3, 90, 4000, 100_000)]
    ['now', '1 min ago', '1 h ago', '1 d ago']
    """
    passed = max(0.0, now - at)
    if passed < 10:  # noqa: PLR2004 - "now" is what a person calls it
        return "now"
    if passed < MINUTE:
        return f"{int(passed)} s ago"
    if passed < HOUR:
        return f"{int(passed // MINUTE)} min ago"
    return f"{int(passed // HOUR)} h ago" if passed < DAY else f"{int(passed // DAY)} d ago"


def clock_time(at: float) -> str:
    """Write a time with its date, in the machine's zone."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
