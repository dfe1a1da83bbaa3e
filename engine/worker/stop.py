"""The flag that ends a process in an orderly way."""

from __future__ import annotations

import contextlib
import os
import select


class Stop:
    """A flag that a signal handler may set while the very thread it interrupts waits on it.

    `threading.Event` has a lock inside: a handler that runs while its thread holds it never returns. A byte in a pipe
    has none, and whoever waits for something else can wait for it too (`fileno`). Made after a fork, not before.
    """

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)

    def set(self) -> None:
        """Set it, for good."""
        with contextlib.suppress(BlockingIOError):  # full of earlier ones
            os.write(self._write, b"!")

    def is_set(self) -> bool:
        """Return whether it is set."""
        return self.wait(0)

    def wait(self, seconds: float) -> bool:
        """Wait until it is set; return False when the time passed."""
        return bool(select.select([self._read], [], [], seconds)[0])

    def fileno(self) -> int:
        """Return the descriptor that is readable once it is set."""
        return self._read

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._read)
        os.close(self._write)
