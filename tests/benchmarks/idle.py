"""The cost of an idle worker, and how fast it wakes: `python -m tests.benchmarks.idle [FOLDER]`.

CPU time is that of the worker's whole process tree, from the kernel's counters; a wake-up is the time between the
commit of a run's start and that of its first step's claim, both written by the engine.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import psutil

from app.composition import Parts
from app.settings import Settings
from engine.execution.control import Start
from engine.ids import RunId, WorkflowId
from engine.run import events as ev
from engine.run.state import ENDED
from engine.run.trigger import Trigger
from engine.workflow.definition import Node, Workflow

ROOT = Path(__file__).resolve().parents[2]
STARTS = 100
IDLE_S = 10.0


@dataclass(frozen=True, slots=True)
class WakeUp:
    """Milliseconds from a run's start to StepStarted."""

    p50_ms: float
    p95_ms: float
    worst_ms: float


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and all its children so far, in seconds."""
    total = 0.0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def idle_share(pid: int, seconds: float = IDLE_S) -> float:
    """Return the share of one core that an idle process tree uses."""
    before, begun = cpu_seconds(pid), time.monotonic()
    time.sleep(seconds)
    return (cpu_seconds(pid) - before) / (time.monotonic() - begun)


def wake_up(parts: Parts, workflow: Workflow, starts: int = STARTS, pause_s: float = 0.02) -> WakeUp:
    """Return the times to the first claim of runs that are started one after another, each into an idle worker."""
    waits: list[float] = []
    for _ in range(starts):
        run = parts.control.start(Start(WorkflowId("idle"), "Idle", workflow, {}, Trigger.API))
        _await_end(parts, run)
        history = parts.stores.runs.history(run)
        claimed = next(item.at for item in history if isinstance(item.event, ev.StepStarted))
        waits.append((claimed - history[0].at) * 1000)
        time.sleep(pause_s)
    return WakeUp(median(waits), quantiles(waits, n=20)[-1], max(waits))


def _await_end(parts: Parts, run: RunId) -> None:
    while (row := parts.stores.runs.run(run)) is None or row.status not in ENDED:
        time.sleep(0.005)


@contextlib.contextmanager
def worker(settings: Settings) -> Iterator[int]:
    """Run a worker on a data folder for the length of a block; yield its pid."""
    environment = {**os.environ, "TREADLE_DATA": str(settings.data), "TREADLE_WORKERS": str(settings.workers)}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.worker", str(os.getpid())], cwd=ROOT, env=environment
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def simplest() -> Workflow:
    """Return a workflow of one sync step."""
    return Workflow(nodes=(Node(id="text", kind="template", config={"template": "idle"}),))


def main(folder: Path) -> None:
    settings = Settings(data=folder)
    with contextlib.closing(Parts.open(settings)) as parts, worker(settings) as pid:
        wake_up(parts, simplest(), starts=3)  # everything is imported now
        share = idle_share(pid)
        found = wake_up(parts, simplest())
        processes = 1 + len(psutil.Process(pid).children(recursive=True))
    print(f"idle: {share:.2%} of a core, {processes} processes, over {IDLE_S:g} s")
    print(f"wake-up over {STARTS} starts: p50 {found.p50_ms:.1f} ms, p95 {found.p95_ms:.1f} ms, "
          f"worst {found.worst_ms:.1f} ms")  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
