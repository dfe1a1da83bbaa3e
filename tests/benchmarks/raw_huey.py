"""Raw Huey on its own SQLite storage, synced to disk: no-ops enqueued and consumed by its real consumer.

Run as a program it is the consumer: it prints the seconds from the first to the last task and stops.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from huey import SqliteHuey

from tests.benchmarks.worker_tree import ROOT

PATIENCE_S = 120.0


def queue(folder: Path, *, fsync: bool) -> SqliteHuey:
    """Return the queue, with a write-ahead log and the same fsync as the floor."""
    return SqliteHuey(name="raw", filename=str(folder / f"huey-{fsync}.db"), fsync=fsync)


def rate(folder: Path, synchronous: str, tasks: int) -> float:
    """Return tasks per second, over the time to enqueue and the time to consume them all."""
    fsync = synchronous == "FULL"
    huey = queue(folder, fsync=fsync)
    noop = huey.task(name="noop")(_noop)
    began = time.perf_counter()
    for _ in range(tasks):
        noop()
    enqueued = time.perf_counter() - began
    arguments = [str(folder), str(fsync), str(tasks)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.raw_huey", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    if huey.storage.queue_size() != 0 or not done.stdout.strip():
        raise AssertionError(f"Huey left tasks behind: {done.stderr[-500:]}")
    return tasks / (enqueued + float(done.stdout.split()[-1]))


def _noop() -> None:
    return None


def consume(folder: Path, *, fsync: bool, tasks: int) -> None:
    """Consume all tasks with one worker; more would only wait for each other."""
    logging.disable(logging.INFO)
    huey = queue(folder, fsync=fsync)
    moments: list[float] = []

    def noop() -> None:
        moments.append(time.perf_counter())
        if len(moments) == tasks:
            print(moments[-1] - moments[0], flush=True)
            os.kill(os.getpid(), signal.SIGINT)

    huey.task(name="noop")(noop)
    huey.create_consumer(workers=1, periodic=False, initial_delay=0.01).run()


if __name__ == "__main__":
    # By its full name, because Huey calls tasks after the module they are made in.
    from tests.benchmarks import raw_huey

    raw_huey.consume(Path(sys.argv[1]), fsync=sys.argv[2] == "True", tasks=int(sys.argv[3]))
