"""Bounds that a busy machine does not reach: a guard against hanging, and the work done, counted instead of timed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HANGING_S = 60.0


@contextmanager
def ends() -> Iterator[None]:
    """Expect the block to end; what takes a minute where it takes a moment is taken to hang."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < HANGING_S


def calls(function: Callable[[], object]) -> int:
    """Count the calls, Python's and C's, that a function makes: the same number on any machine."""
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
