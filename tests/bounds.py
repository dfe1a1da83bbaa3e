"""Bounds that a busy machine does not reach: a limit against hanging, and work counted in calls instead of timed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HANGING_S = 60.0


@contextmanager
def does_not_hang() -> Iterator[None]:
    """Assert that the block ends within a minute; it takes far less unless it hangs."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < HANGING_S


def count_calls(function: Callable[[], object]) -> int:
    """Return how many Python and C calls a function makes, which is the same on any machine."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(before)
    return counted
