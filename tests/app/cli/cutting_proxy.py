"""A proxy that cuts every WebSocket connection after one event, or in the middle of one."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import IO
from urllib.parse import urlsplit


class CuttingProxy:
    """Forwards the handshake and one frame, then closes. Every `halves`-th connection is closed inside the frame."""

    def __init__(self, server: str, *, halves: int = 0) -> None:
        parts = urlsplit(server)
        self._server = (str(parts.hostname), int(parts.port or 80))
        self._halves = halves
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.connections = 0
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            half = self._halves > 0 and self.connections % self._halves == 0
            with client, socket.create_connection(self._server) as server, suppress(OSError):
                server.sendall(_until(client, b"\r\n\r\n"))
                stream = server.makefile("rb")
                with stream:
                    client.sendall(_head(stream))
                    frame = _frame(stream)
                    client.sendall(frame[: len(frame) // 2] if half and frame[0] & 15 == 1 else frame)


def _until(source: socket.socket, end: bytes) -> bytes:
    found = b""
    while not found.endswith(end):
        part = source.recv(1)
        if not part:
            raise OSError("gone")
        found += part
    return found


def _head(stream: IO[bytes]) -> bytes:
    lines = [stream.readline()]
    while lines[-1].strip():
        lines.append(stream.readline())
    return b"".join(lines)


def _frame(stream: IO[bytes]) -> bytes:
    """Return one frame of a server: unmasked, with its length in 7, 16 or 64 bits."""
    head = stream.read(2)
    length = head[1] & 127
    more = stream.read({126: 2, 127: 8}.get(length, 0))
    body = stream.read(int.from_bytes(more, "big") if more else length)
    return head + more + body
