"""What `/health` says of the workers."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time

from app.composition import Parts
from app.settings import Settings
from engine.execution.stores import WorkerRow
from engine.ids import WorkerId
from tests.app.product import Product


def test_a_worker_whose_process_has_ended_is_not_counted(product: Product) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    before = product.get("/health")["workers"]
    with contextlib.closing(Parts.open(Settings(data=product.data))) as parts:
        parts.stores.runs.beat(WorkerRow(WorkerId("gone"), socket.gethostname(), gone.pid, 0.0, time.time()))
        assert product.get("/health")["workers"] == before
        parts.stores.runs.leave(WorkerId("gone"))
