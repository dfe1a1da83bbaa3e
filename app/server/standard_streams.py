"""Standard input, output and error, which may be closed, full, or without a reader."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


def open_missing_streams() -> None:
    """Open closed standard streams on the null device, or the next open file would get their descriptor."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # Gets the lowest free descriptor, which is this one. A worker started as a child is to have it too.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 - the function's own signature
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - stays open


def print_status(text: str) -> None:
    """Print a status line; ignore an output that is closed or full."""
    try:
        print(text, flush=True)  # noqa: T201 - the server's status output
    except OSError:
        discard_output()


def discard_output() -> None:
    """Discard buffered output that cannot be written, or Python would fail on it at exit."""
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                os.dup2(null, stream.fileno())
        os.close(null)
