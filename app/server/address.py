"""The address of a data folder's web process: `DATA/server.json`, which exists while it runs.

A killed process leaves the file behind, so the process it names may have ended.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import orjson

from app.data_folder import private_opener, storage_errors

FILE = "server.json"
_REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an address to reach, not to bind


def url_of(host: str, port: int) -> str:
    """Return the URL of a bound socket's address.

    >>> url_of("127.0.0.1", 8420), url_of("::1", 80), url_of("0.0.0.0", 8420)
    ('http://127.0.0.1:8420', 'http://[::1]:80', 'http://127.0.0.1:8420')
    """
    name = _REACHABLE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


@contextlib.contextmanager
def published(data: Path, host: str, port: int) -> Generator[None]:
    """Write the address of this process while it serves. The caller holds the folder's lock."""
    path = data / FILE
    partial = path.with_name(f"{FILE}.part")
    with storage_errors(data):
        partial.unlink(missing_ok=True)  # left by a killed process, perhaps with other permissions
        with open(partial, "wb", opener=private_opener) as file:
            file.write(orjson.dumps({"url": url_of(host, port), "pid": os.getpid()}))
        partial.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def server_of(data: Path) -> str | None:
    """Return the URL of the web process that runs on a data folder; None where there is none."""
    try:
        found: dict[str, Any] = orjson.loads((data / FILE).read_bytes())
        url, pid = str(found["url"]), int(found["pid"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return url if is_alive(pid) else None


def is_alive(pid: int) -> bool:
    """Return whether a process with this id runs on this machine; the id may have been reused."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, as another user
        return True
    return True
