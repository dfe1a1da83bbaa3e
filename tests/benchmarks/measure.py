"""One measurement in a process of its own: `python -m tests.benchmarks.measure W2 --folder F --synchronous FULL`.

Prints one JSON object. Every measurement of the engine has its own floor, taken before and after it on the same
folder, so that a disk that is slow for a minute slows both.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import orjson

from engine.execution.control import Start
from engine.execution.stores import STREAM_START, StreamCursor
from engine.ids import RunId, WorkflowId
from engine.run import events as ev
from engine.run.fold import fold
from engine.run.results import output_of
from engine.run.trigger import Trigger
from engine.worker.ports import EVENT_STREAM, Listener
from storage.sqlite.database import Synchronous
from tests.benchmarks import raw_huey
from tests.benchmarks.floor import floor_rate
from tests.benchmarks.worker_tree import Memory, WorkerTree, cpu_s, memory_mb, tree
from tests.benchmarks.workflows import TEXT, Workload, pipeline, workloads

Figures = dict[str, float]
FLOOR_S = 0.6
WARM_UP = 6
"""Runs before the clock starts, so that every worker process has compiled the plan and run each kind."""
WATCHED = "W1"
"""The workload whose memory and disk space are reported."""


def throughput(name: str, folder: Path, synchronous: Synchronous, scale: float) -> Figures:
    """Start all runs of a workload, wait until all have ended, and return steps per second and their ratio."""
    workload = workloads(scale)[name]
    before = _floor(folder, synchronous, "before", scale)
    with tree(folder / "data", synchronous) as tree_:
        _start(tree_, workload, WARM_UP)
        tree_.wait_for(WARM_UP)
        processes = tree_.processes()
        used, runs = cpu_s(processes), list[RunId]()
        started: list[float] = []
        lasted: list[float] = []
        for _ in range(workload.times):
            began_at = time.perf_counter()
            runs += _start(tree_, workload, workload.runs)
            started.append(time.perf_counter() - began_at)
            tree_.wait_for(WARM_UP + len(runs))
            lasted.append(time.perf_counter() - began_at)
        used = cpu_s(processes) - used
        _check(tree_, workload, runs)
    seconds = statistics.median(lasted)
    after = _floor(folder, synchronous, "after", scale)
    floor, rate = (before + after) / 2, workload.steps / seconds
    return {
        "floor": floor,
        "steps_per_s": rate,
        "runs_per_s": workload.runs / seconds,
        "start_ms": statistics.median(started) / workload.runs * 1000,
        "cpu_us_per_step": used / workload.steps / workload.times * 1e6,
        "ratio": rate / floor,
    }


def huey(folder: Path, synchronous: Synchronous, scale: float) -> Figures:
    """Measure raw Huey and its floor."""
    before = _floor(folder, synchronous, "before", scale)
    rate = raw_huey.rate(folder, synchronous, max(20, round(2000 * scale)))
    floor = (before + _floor(folder, synchronous, "after", scale)) / 2
    return {"floor": floor, "tasks_per_s": rate, "ratio": rate / floor}


def single(folder: Path, synchronous: Synchronous, scale: float) -> Figures:
    """Measure one run at a time, waiting for its end as the event stream does: by a datagram and a cursor."""
    first: list[float] = []
    done: list[float] = []
    woken: list[float] = []
    with tree(folder / "data", synchronous) as tree_:
        listener = tree_.parts.wakeups.listen(EVENT_STREAM)
        workload = Workload("single", pipeline(), 1, lambda _: True)
        for number in range(max(5, round(60 * scale))):
            time.sleep(0.03 + (number % 7) * 0.01)  # let every process fall asleep
            listener.drain()
            began_at, clicked = time.time(), time.perf_counter()
            run = _start(tree_, workload, 1)[0]
            _ended(tree_, run, listener)
            (done if number else first).append((time.perf_counter() - clicked) * 1000)
            started = _first(tree_, run, ev.StepStarted)
            woken.append((started.at - began_at) * 1000)
        listener.close()
        tree_.wait_for(len(done) + 1)
    return {
        "first_ms": first[0],
        "click_p50_ms": statistics.median(done),
        "click_p95_ms": _p95(done),
        "wake_p50_ms": statistics.median(woken[1:]),
        "wake_p95_ms": _p95(woken[1:]),
    }


def footprint(folder: Path, synchronous: Synchronous, scale: float) -> Figures:
    """Measure memory and CPU of an idle worker, its peak memory under load, and the disk space of a run."""
    workload = workloads(scale)[WATCHED]
    window = max(1.0, 10.0 * scale)
    with tree(folder / "data", synchronous) as tree_:
        time.sleep(min(1.5, window))
        processes = tree_.processes()
        used, began_at = cpu_s(processes), time.perf_counter()
        time.sleep(window)
        idle_cpu = (cpu_s(processes) - used) / (time.perf_counter() - began_at)
        idle = memory_mb(processes)
        empty = _size(tree_)
        with Memory(processes) as memory:
            runs = _start(tree_, workload, workload.runs)
            tree_.wait_for(workload.runs)
        _check(tree_, workload, runs, others=0)
        full = _size(tree_)
    return {
        "processes": len(processes),
        "idle_cpu_percent": idle_cpu * 100,
        "idle_pss_mb": idle["pss"],
        "idle_uss_mb": idle["uss"],
        "peak_pss_mb": max(memory.peak["pss"], idle["pss"]),
        "peak_uss_mb": max(memory.peak["uss"], idle["uss"]),
        "bytes_per_run": (full - empty) / workload.runs,
    }


def _floor(folder: Path, synchronous: Synchronous, moment: str, scale: float) -> float:
    place = folder / moment
    place.mkdir()
    return floor_rate(place, synchronous, max(0.05, FLOOR_S * min(1.0, scale)))


def _start(tree_: WorkerTree, workload: Workload, runs: int) -> list[RunId]:
    start = Start(WorkflowId("bench"), "Bench", workload.workflow, {"text": TEXT}, Trigger.API)
    control = tree_.parts.control
    return [control.start(start) for _ in range(runs)]


def _check(tree_: WorkerTree, workload: Workload, runs: list[RunId], *, others: int = WARM_UP) -> None:
    """Assert that the database has every event and step, and every 20th run the right output."""
    database, store = tree_.parts.database.connection(), tree_.parts.stores.runs
    share = workload.runs / (len(runs) + others)
    for sql, wanted in (
        ("SELECT count(*) FROM event", workload.events),
        ("SELECT count(*) FROM step WHERE status = 'succeeded' AND attempt = 1", workload.steps),
        ("SELECT count(*) FROM run WHERE status = 'succeeded'", workload.runs),
    ):
        found = database.execute(sql).fetchone()[0]
        if found != round(wanted / share):
            raise AssertionError(f"{sql}: {found}, not {round(wanted / share)}")
    plan = tree_.parts.plans.get(workload.workflow.hash)
    for run in {*runs[::20], runs[-1]}:
        output = output_of(plan, fold(plan, run, store.history(run)), store.blob)
        if not workload.right(output):
            raise AssertionError(f"run {run} gave {output}")


def _ended(tree_: WorkerTree, run: RunId, listener: Listener) -> None:
    store = tree_.parts.stores.runs
    cursor = STREAM_START if run == 1 else cursor_before(tree_, run)
    while True:
        for found, of, recorded in store.tail(cursor):
            cursor = found
            if of == run and isinstance(recorded.event, ev.RunSucceeded):
                return
        if not listener.wait(5.0):
            raise AssertionError(f"run {run} does not end")


def cursor_before(tree_: WorkerTree, run: RunId) -> StreamCursor:
    """Return the cursor before a run's first event."""
    sql = "SELECT min(id) - 1 FROM event WHERE run_id = ?"
    return StreamCursor(tree_.parts.database.connection().execute(sql, (run,)).fetchone()[0])


def _first(tree_: WorkerTree, run: RunId, type_: type[ev.Event]) -> ev.Recorded:
    return next(
        recorded for recorded in tree_.parts.stores.runs.history(run) if isinstance(recorded.event, type_)
    )


def _size(tree_: WorkerTree) -> int:
    tree_.parts.database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return tree_.parts.database.path.stat().st_size


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def measure(name: str, folder: Path, synchronous: Synchronous, scale: float) -> Figures:
    """Return the figures of a measurement by its name."""
    match name:
        case "huey":
            return huey(folder, synchronous, scale)
        case "single":
            return single(folder, synchronous, scale)
        case "footprint":
            return footprint(folder, synchronous, scale)
        case _:
            return throughput(name, folder, synchronous, scale)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--synchronous", choices=["FULL", "NORMAL"], default="FULL")
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    print(orjson.dumps(measure(given.name, given.folder, given.synchronous, given.scale)).decode())


if __name__ == "__main__":
    main()
