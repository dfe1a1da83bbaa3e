"""What a suspended step waits for: a union of small types. A new thing to wait for is a new member here.

Written as `{"for": kind, ...}` in events, rows and views.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar

from engine.errors import EngineError


class WaitKind(StrEnum):
    """The name of a member of `Wait`, as it is stored and shown."""

    TIMER = "timer"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Timer:
    """A time, in epoch seconds: the step goes on at `due`."""

    kind: ClassVar[WaitKind] = WaitKind.TIMER
    due: float


@dataclass(frozen=True, slots=True)
class RetryTimer:
    """The wait before the next attempt, until `due` in epoch seconds."""

    kind: ClassVar[WaitKind] = WaitKind.RETRY
    due: float


Wait = Timer | RetryTimer

_MEMBERS: dict[WaitKind, type[Wait]] = {member.kind: member for member in (Timer, RetryTimer)}


def due_of(wait: Wait | None) -> float | None:
    """Return when a wait ends by itself, in epoch seconds; None for none, or for one that no clock ends."""
    match wait:
        case None:
            return None
        case Timer(due) | RetryTimer(due):
            return due


def encode_wait(wait: Wait) -> dict[str, Any]:
    """Return the JSON form.

    >>> encode_wait(Timer(12.5))
    {'for': 'timer', 'due': 12.5}
    """
    return {"for": wait.kind.value, **asdict(wait)}


def decode_wait(raw: Mapping[str, Any]) -> Wait:
    """Return a wait from its JSON form; raises `EngineError` for a kind this version does not know.

    >>> decode_wait({"for": "retry", "due": 3.0})
    RetryTimer(due=3.0)
    """
    fields = dict(raw)
    try:
        member = _MEMBERS[WaitKind(fields.pop("for"))]
    except (KeyError, ValueError) as error:
        raise EngineError(
            f"A step waits for something unknown: {raw.get('for')!r}.", fix="Update Treadle."
        ) from error
    return member(**fields)
