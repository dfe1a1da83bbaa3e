"""Waking a waiting process at once: Unix datagrams, one socket per listener, slow polling behind them.

A datagram wakes a waiting process in some 20 µs and costs nothing while idle (a 5 ms poll costs 0.8 % of a core).
It is a hint: losing one costs latency and nothing else. Where there are no Unix sockets, polling alone remains.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import select
import socket
import tempfile
import time
from pathlib import Path

from engine.worker.stop import Stop

log = logging.getLogger("treadle.wake")
_PATH_LIMIT = 100
"""Socket paths are limited to about 107 bytes on Linux, 103 on macOS."""
_TICK_NS = 2_000_000_000


def runtime_folder(data: Path) -> Path:
    """Return the folder for the sockets of a data folder: inside it, or a short private one where its path is long."""
    inside = data.resolve() / "wake"
    if len(os.fsencode(inside)) <= _PATH_LIMIT - 32:
        folder = inside
    else:
        name = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"treadle-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder


class DatagramWakeups:
    """`Wakeups` by the sockets in a folder, one a listener."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket: socket.socket | None = None
        self._pid = 0
        self._listed: list[str] = []
        self._listed_at = 0

    def notify(self, role: str) -> int:
        """Wake every listener of a role; returns how many there were. Never raises: the poll remains."""
        if not hasattr(socket, "AF_UNIX"):
            return 0
        notified = 0
        for name in self._names(role):
            try:
                self._sender().sendto(b"!", str(self._folder / name))
                notified += 1
            except BlockingIOError:
                notified += 1  # its buffer is full of wake-ups already
            except (ConnectionRefusedError, FileNotFoundError):
                with contextlib.suppress(OSError):  # left behind by a killed process
                    (self._folder / name).unlink()
            except OSError as error:
                # What is notified for is committed already and must not fail for want of a socket; the poll remains.
                log.warning("a notification was not sent: %s", error)
        return notified

    def listen(self, role: str) -> DatagramListener:
        """Return a listener of a role; the caller closes it."""
        return DatagramListener(self._folder, role)

    def listeners(self, role: str) -> int:
        """Count the sockets of a role; a killed process's may be among them until the next notification."""
        return len(self._names(role))

    def close(self) -> None:
        """Let go of the socket; a later notification makes another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _names(self, role: str) -> list[str]:
        """List a role's sockets; the folder is read again only when it has changed, for this runs at every step."""
        try:
            changed = os.stat(self._folder).st_mtime_ns  # noqa: PTH116 - hot
            if changed != self._listed_at:
                self._listed = os.listdir(self._folder)  # noqa: PTH208 - hot
                # A clock of ticks or seconds cannot tell a change just after the listing from one before it.
                settled = time.time_ns() - changed > _TICK_NS
                self._listed_at = changed if settled else 0
        except FileNotFoundError:
            return []
        except OSError as error:
            log.warning("who listens could not be read, so those known are notified: %s", error)
            self._listed_at = 0
        return [name for name in self._listed if name.startswith(f"{role}.")]

    def _sender(self) -> socket.socket:
        if self._socket is None or self._pid != os.getpid():  # a forked child gets its own
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self._socket.setblocking(False)  # noqa: FBT003 - the socket's own signature
            self._pid = os.getpid()
        return self._socket


class DatagramListener:
    """`Listener` on a socket of its own."""

    def __init__(self, folder: Path, role: str) -> None:
        self._path = folder / f"{role}.{os.getpid()}.{os.urandom(3).hex()}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self._path))
        self._socket.setblocking(False)  # noqa: FBT003 - the socket's own signature

    def fileno(self) -> int:
        """Return the descriptor, for event loops."""
        return self._socket.fileno()

    def wait(self, seconds: float, stop: Stop | None = None) -> bool:
        """Wait for a notification and take all that have come. Return False when none came in time, or at a stop."""
        ready, _, _ = select.select([self._socket] if stop is None else [self._socket, stop], [], [], seconds)
        return self._socket in ready and self.drain()

    def drain(self) -> bool:
        """Take every notification that has come."""
        got = False
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(64):
                got = True
        return got

    def close(self) -> None:
        """Stop listening and remove the socket."""
        self._socket.close()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
