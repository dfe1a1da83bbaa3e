"""The live workers of a data folder."""

from __future__ import annotations

import socket
import time

from app.composition import Parts
from app.server.address import is_alive
from engine.execution.stores import WorkerRow


def live_workers(parts: Parts) -> list[WorkerRow]:
    """Return the workers with a recent heartbeat, without those of this machine whose process has ended."""
    fresh, here = time.time() - parts.settings.lease_s, socket.gethostname()
    rows = parts.stores.runs.workers()
    return [row for row in rows if row.beat_at > fresh and (row.host != here or is_alive(row.pid))]
