"""Which workers are at work on a data folder."""

from __future__ import annotations

import socket
import time

from app.composition import Parts
from app.server.address import is_alive
from engine.execution.stores import WorkerRow


def live_workers(parts: Parts) -> list[WorkerRow]:
    """Give the workers that beat on the data folder; one of this machine whose process is gone does not count."""
    fresh, here = time.time() - parts.settings.lease_s, socket.gethostname()
    rows = parts.stores.runs.workers()
    return [row for row in rows if row.beat_at > fresh and (row.host != here or is_alive(row.pid))]
