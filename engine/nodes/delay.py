"""Delay."""

from typing import Annotated

from pydantic import Field

from engine.ids import PortName
from engine.values import PortType
from engine.workflow.declare import node
from engine.workflow.kinds import Delayed, Example
from engine.workflow.ports import AnyValue, Port

_LONGEST_S = 30 * 86_400.0
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def _spoken(seconds: float) -> str:
    """Write a duration as a person says it.

    >>> _spoken(86_400), _spoken(5_400), _spoken(0.5), _spoken(0)
    ('1 day', '90 minutes', '0.5 seconds', '0 seconds')
    """
    for size, unit in _UNITS:
        if seconds >= size and seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {unit}{'s' * (count != 1)}"
    return f"{seconds:g} seconds"


@node(
    title="Delay",
    category="flow",
    icon="timer",
    synonyms=(
        "wait", "pause", "sleep", "hold", "hold on", "later", "timer", "postpone", "after a while",
        "seconds", "minutes", "hours", "days", "cool down", "let it rest",
    ),
    pure=False,
    outputs=(Port(PortName("value"), PortType.ANY, "Value"),),
    brief=lambda config: _spoken(config.seconds),
    example=Example({"value": "Ferry late."}, {"value": "Ferry late."}, {"seconds": 60}),
)  # fmt: skip
def delay(
    value: AnyValue,
    *,
    seconds: Annotated[
        float,
        Field(
            title="Seconds",
            description="How long to wait; at most 30 days.",
            ge=0,
            le=_LONGEST_S,
            allow_inf_nan=False,
        ),
    ] = 60.0,
) -> Delayed:
    """Wait, then pass the value on unchanged.

    Waiting holds no worker and survives a restart, so a delay of days costs nothing.
    """
    return Delayed(seconds, {"value": value})
