"""A real worker process tree on a data folder, with its memory and CPU time."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil

from app.composition import Parts
from app.settings import Settings
from engine.execution.stores import RunRow
from engine.ids import RunId
from engine.worker.ports import MAINTENANCE

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 180.0


@dataclass
class WorkerTree:
    """A worker process with its children, and the parts of the process that starts runs."""

    parts: Parts
    process: subprocess.Popen[bytes]

    def wait_for(self, runs: int) -> None:
        """Wait until so many runs have succeeded. Raises when one fails or the worker ends."""
        sql = "SELECT count(*), sum(status <> 'succeeded') FROM run WHERE finished_at IS NOT NULL"
        connection = self.parts.database.connection()
        deadline = time.monotonic() + PATIENCE_S
        while True:
            ended, wrong = connection.execute(sql).fetchone()
            if wrong:
                raise AssertionError(f"{wrong} runs did not succeed")
            if ended >= runs:
                return
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"only {ended} of {runs} runs have ended")
            time.sleep(0.005)

    def row(self, run: RunId) -> RunRow:
        """Return a run's row."""
        row = self.parts.stores.runs.run(run)
        if row is None:
            raise AssertionError(f"run {run} is gone")
        return row

    def processes(self) -> list[psutil.Process]:
        """Return the worker's supervisor and all its children."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]


@contextmanager
def tree(data: Path, synchronous: str) -> Generator[WorkerTree]:
    """Run a worker on a data folder for the length of a block; yield it once all its processes listen."""
    settings = Settings(data=data, synchronous="FULL" if synchronous == "FULL" else "NORMAL")
    parts = Parts.open(settings)
    environment = {**os.environ, "TREADLE_DATA": str(data), "TREADLE_SYNCHRONOUS": synchronous}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.worker", str(os.getpid())], env=environment, cwd=ROOT
    )
    try:
        _await_listeners(parts, process, settings.workers)
        yield WorkerTree(parts, process)
    finally:
        process.terminate()
        process.wait(40)
        parts.close()


def _await_listeners(parts: Parts, process: subprocess.Popen[bytes], workers: int) -> None:
    wanted = {"sync": workers, "async": 1, MAINTENANCE: 1}
    deadline = time.monotonic() + 30
    while any(parts.wakeups.listeners(role) < number for role, number in wanted.items()):
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError("the worker did not start")
        time.sleep(0.01)


@dataclass
class Memory:
    """Measures the memory of a process tree from a thread; `peak` is in MB. PSS divides memory that children share."""

    processes: list[psutil.Process]
    every_s: float = 0.1
    peak: dict[str, float] = field(default_factory=lambda: {"pss": 0.0, "uss": 0.0})

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self.every_s):
            for name, value in memory_mb(self.processes).items():
                self.peak[name] = max(self.peak[name], value)


def memory_mb(processes: list[psutil.Process]) -> dict[str, float]:
    """Return a tree's memory in MB: PSS (its share of what is shared) and USS (what only it has)."""
    sums = {"pss": 0.0, "uss": 0.0}
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            found = process.memory_full_info()
            sums["pss"] += getattr(found, "pss", found.uss) / 1e6
            sums["uss"] += found.uss / 1e6
    return sums


def cpu_s(processes: list[psutil.Process]) -> float:
    """Return the CPU seconds a tree has used: to the nanosecond where the kernel says so, else in ticks."""
    total = 0.0
    for process in processes:
        try:
            lines = [file.read_text() for file in Path(f"/proc/{process.pid}/task").glob("*/schedstat")]
            total += sum(int(line.split()[0]) for line in lines) / 1e9
        except (OSError, ValueError, IndexError):
            times = process.cpu_times()
            total += times.user + times.system
    return total
