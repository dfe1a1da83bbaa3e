"""Where the web process of a data folder is: `DATA/server.json`, there while it runs, read by `treadle watch`.

A killed process leaves it behind, so it is a hint: its process may be gone.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import orjson

from app.folder import private, usable

FILE = "server.json"
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an address to reach, not to bind


def url_of(host: str, port: int) -> str:
    """Give the URL of a bound socket's address.

    >>> url_of("127.0.0.1", 8420), url_of("::1", 80), url_of("0.0.0.0", 8420)
    ('http://127.0.0.1:8420', 'http://[::1]:80', 'http://127.0.0.1:8420')
    """
    name = _ANYWHERE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


@contextlib.contextmanager
def announced(data: Path, host: str, port: int) -> Generator[None]:
    """Write the address of this process while it serves. The caller holds the folder's lock."""
    path = data / FILE
    half = path.with_name(f"{FILE}.part")
    with usable(data):
        half.unlink(missing_ok=True)  # a dead one's, of whatever permissions
        with open(half, "wb", opener=private) as file:
            file.write(orjson.dumps({"url": url_of(host, port), "pid": os.getpid()}))
        half.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def server_of(data: Path) -> str | None:
    """Give the URL of the web process that runs on a data folder; None where there is none."""
    try:
        found: dict[str, Any] = orjson.loads((data / FILE).read_bytes())
        url, pid = str(found["url"]), int(found["pid"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return url if is_alive(pid) else None


def is_alive(pid: int) -> bool:
    """Say whether there is such a process on this machine; it may be another than the one meant."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, as another user
        return True
    return True
