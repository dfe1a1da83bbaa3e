"""Standard output and its siblings, which may be closed, full, or read by nobody any more."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


def hold_open() -> None:
    """Open what is closed of the three to nothing, or the next file opened would get its number and its output."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for good


def tell(text: str) -> None:
    """Print a line that nothing hangs on: whoever read it may be gone."""
    try:
        print(text, flush=True)  # noqa: T201 - what a server says of itself
    except OSError:
        let_go()


def let_go() -> None:
    """Send what is still to be written to nothing; else Python fails over it at the very end."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                os.dup2(nothing, stream.fileno())
        os.close(nothing)
