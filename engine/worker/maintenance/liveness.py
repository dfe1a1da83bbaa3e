"""Who is alive, as far as maintenance can tell: by the processes' own signs, and by silence."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.ids import WorkerId

LOOK_S = 2.0
"""The most that one look at a silent worker adds to its silence: while this process stood still, it heard nobody."""


@dataclass(frozen=True, slots=True)
class Liveness:
    """How to tell the living from the dead. Who is silent for `lease_s` seconds is dead; `own` is this loop's group.

    `dead` knows better, or returns None; `kill` returns whether the process has ended. `clock` counts seconds from any
    moment.
    """

    lease_s: float
    own: WorkerId
    dead: Callable[[WorkerId], bool | None]
    kill: Callable[[WorkerId], bool]
    clock: Callable[[], float] = time.monotonic


class Silence:
    """For how long nothing was heard of each worker, on this process's own clock.

    A heartbeat counts when it changes. The time it says is not compared with: after a clock was set, or a machine has
    slept, everybody would be dead.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._looked = clock()
        self._heard: dict[WorkerId, tuple[float | None, float]] = {}

    def since(self, signs: Mapping[WorkerId, float | None]) -> dict[WorkerId, float]:
        """Return the seconds of silence of everyone, from their present signs of life; None is no sign."""
        now = self._clock()
        passed = min(now - self._looked, LOOK_S)
        self._looked = now
        heard: dict[WorkerId, tuple[float | None, float]] = {}
        for worker, sign in signs.items():
            before, silent = self._heard.get(worker, (sign, -passed))
            heard[worker] = (sign, silent + passed if sign == before else 0.0)
        self._heard = heard
        return {worker: silent for worker, (_, silent) in heard.items()}


def group_of(worker: WorkerId) -> WorkerId:
    """Return the worker group a process belongs to: `k3f9a:4711` → `k3f9a`. The group has the heartbeat."""
    return WorkerId(worker.partition(":")[0])
