"""A TCP proxy between the browser and the product, whose connections can be cut."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Proxy:
    """Forwards TCP to a port of this machine. `cut` closes all connections and refuses new ones until `restore`."""

    def __init__(self, to: str) -> None:
        self._to = int(to.rsplit(":", 1)[1])
        self._ends: set[socket.socket] = set()
        self._cut = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Close all connections and refuse new ones."""
        self._cut = True
        for end in list(self._ends):
            _shut(end)
        self._ends.clear()

    def restore(self) -> None:
        """Accept connections again."""
        self._cut = False

    def close(self) -> None:
        """Stop listening and close all connections."""
        self._listening.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = None if self._cut else self._far()
            if far is None:
                near.close()
                continue
            self._ends |= {near, far}
            for pair in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=pair, daemon=True).start()

    def _far(self) -> socket.socket | None:
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", self._to))
        return None


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while said := source.recv(65_536):
            target.sendall(said)
    _shut(source)
    _shut(target)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def proxy(to: str) -> Iterator[Proxy]:
    """Run a proxy to an address for the length of a block."""
    made = Proxy(to)
    try:
        yield made
    finally:
        made.close()
