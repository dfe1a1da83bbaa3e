"""A fork server for workers with failpoints: they kill themselves at a named commit boundary.

`python -m tests.durability.fault_injection` imports once and then forks on demand, so that a restart costs
milliseconds: one JSON request per line on stdin, one answer per line on stdout. All processes it forked die with it.

The forked process is the product's own worker. Only the transaction of `SqliteRunStore` is replaced: before and after
its COMMIT it looks for a `Failpoint` in the data folder and triggers it once. No product code knows of this.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import app.worker
import storage.sqlite.runs
import storage.sqlite.wal_sync
from app.composition import Parts
from app.settings import Settings
from engine.execution.claims import Claim, Claims, Outcome
from engine.execution.control import Start
from engine.execution.stores import Notification, WorkerRow
from engine.ids import Hash, RunId, WorkflowId
from engine.run import events as ev
from engine.run.state import RunState
from engine.run.trigger import Trigger
from engine.worker.maintenance import loop, renotify
from engine.worker.queue import HueyTaskQueue
from engine.worker.supervisor import die_with_parent
from engine.workflow.definition import parse_workflow
from engine.workflow.plan import Plan
from storage.sqlite.step_transaction import StepTransaction

BEAT = "beat"


@dataclass(frozen=True, slots=True)
class Failpoint:
    """Kill at the transaction that appends all of `events` and none of `without`.

    With a `node`, one of the events must belong to it. `side` is `before` or `after` the COMMIT. `target` is `self`, or
    `all` for the supervisor and every child.
    """

    side: str
    events: tuple[str, ...]
    without: tuple[str, ...] = ()
    node: str | None = None
    target: str = "all"

    def write(self, data: Path, *, then: Failpoint | None = None) -> None:
        """Set the failpoint for every process on a data folder; the one that reaches it first removes it.

        `then` is set once this one was triggered.
        """
        (data / "failpoint.triggered").unlink(missing_ok=True)
        if then is not None:
            (data / "failpoint.next").write_text(json.dumps(asdict(then)))
        draft = data / "failpoint.draft"
        draft.write_text(json.dumps(asdict(self)))
        draft.rename(data / "failpoint")

    @staticmethod
    def triggered(data: Path) -> bool:
        """Return whether every failpoint that was set was triggered."""
        return (data / "failpoint.triggered").exists() and not (data / "failpoint").exists()


@dataclass(slots=True)
class _Appended:
    events: list[ev.Event] = field(default_factory=list[ev.Event])

    def matches(self, failpoint: Mapping[str, Any]) -> bool:
        types = {event.type for event in self.events}
        nodes = {
            step.node
            for event in self.events
            if event.type in failpoint["events"] and (step := ev.step_of(event)) is not None
        }
        return (
            set(failpoint["events"]) <= types
            and not types & set(failpoint["without"])
            and (failpoint["node"] is None or failpoint["node"] in nodes)
        )


class _FailpointHook:
    def __init__(self, data: Path) -> None:
        self._data = data
        self._supervisor = os.getpid()  # this is before its forks

    def reach(self, side: str, matches: Callable[[Mapping[str, Any]], bool]) -> None:
        file = self._data / "failpoint"
        if not file.exists():
            return
        try:
            failpoint = json.loads(file.read_text())
            if failpoint["side"] != side or not matches(failpoint):
                return
            file.rename(self._data / "failpoint.triggered")  # only one process succeeds
            with contextlib.suppress(FileNotFoundError):
                (self._data / "failpoint.next").rename(file)
        except FileNotFoundError:
            return
        if failpoint["target"] == "all":
            os.kill(self._supervisor, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


def _install(data: Path) -> None:
    hook = _FailpointHook(data)

    class CrashingTransaction(StepTransaction):
        def __enter__(self) -> Self:
            self.appended = _Appended()
            return super().__enter__()

        def append(
            self,
            plan: Plan,
            state: RunState,
            recorded: Sequence[ev.Recorded],
            *,
            blobs: Mapping[Hash, bytes] | None = None,
            summary: str | None = None,
        ) -> None:
            self.appended.events += [item.event for item in recorded]
            super().append(plan, state, recorded, blobs=blobs, summary=summary)

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            if kind is None:
                hook.reach("before", self.appended.matches)
            super().__exit__(kind, error, trace)
            if kind is None:
                hook.reach("after", self.appended.matches)

    storage.sqlite.runs.StepTransaction = CrashingTransaction
    beat = storage.sqlite.runs.SqliteRunStore.beat

    def crashing_beat(self: storage.sqlite.runs.SqliteRunStore, worker: WorkerRow) -> None:
        hook.reach("before", lambda failpoint: BEAT in failpoint["events"])
        beat(self, worker)
        hook.reach("after", lambda failpoint: BEAT in failpoint["events"])

    storage.sqlite.runs.SqliteRunStore.beat = crashing_beat


def _disable_fencing() -> None:
    """Record every result under the step's current fence: the violation that the tests must detect."""
    record = Claims.record

    def unfenced(self: Claims, claim: Claim, outcome: Outcome, **how: Any) -> list[Claim]:
        history = self._journal.store.history(claim.run)
        fences = [
            item.event.fence
            for item in history
            if isinstance(item.event, ev.StepStarted) and item.event.step == claim.step
        ]
        return record(self, replace(claim, fence=fences[-1]), outcome, **how)

    patched: Any = unfenced
    Claims.record = patched


def _make_notifications_unreliable(notifications: Mapping[str, Any]) -> None:
    """Lose, repeat and reorder notifications at random, from a seed."""
    chance, notify = random.Random(notifications["seed"]), HueyTaskQueue.notify
    held: list[Notification] = []

    def unreliable_notify(self: HueyTaskQueue, notification: Notification) -> None:
        if chance.random() < notifications["lose"]:
            return
        held.append(notification)
        chance.shuffle(held)
        if len(held) < notifications["hold"]:
            return
        for late in held:
            for _ in range(chance.randint(1, notifications["most"])):
                notify(self, late)
        held.clear()

    HueyTaskQueue.notify = unreliable_notify


def _inject_sync_errors(data: Path, refusals: Mapping[str, Any]) -> None:
    """Let syncs fail after their commit: with probability `chance`, or always once the file `refuse` was taken."""
    chances: dict[int, random.Random] = {}
    refused: set[int] = set()
    wal_sync: Any = storage.sqlite.wal_sync
    really = wal_sync._sync

    def sync(descriptor: int) -> None:
        me = os.getpid()
        with contextlib.suppress(FileNotFoundError):
            (data / "refuse").rename(data / "refused")  # only one process succeeds
            refused.add(me)
        chance = chances.setdefault(me, random.Random(me)).random()
        if me in refused or chance < refusals["chance"]:
            raise OSError(5, "injected sync error")
        really(descriptor)

    wal_sync._sync, wal_sync.PATIENCE_S = sync, refusals["patience"]


def _skew_clock(data: Path) -> None:
    """Set the wall clock ahead by the seconds in the file `clock`."""
    really = time.time

    def now() -> float:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return really() + float((data / "clock").read_text())
        return really()

    time.time = now


def _control_run(parts: Parts, request: Mapping[str, Any]) -> None:
    """Start, cancel or resume a run, as the web process does."""
    match request["act"]:
        case "start":
            definition = parse_workflow(request["definition"])
            start = Start(
                WorkflowId("drill"), "Drill", definition, {}, Trigger.API, idempotency_key=request["key"]
            )
            parts.control.start(start)
        case "cancel":
            parts.control.cancel(RunId(request["run"]), by="test")
        case "resume":
            parts.control.resume(RunId(request["run"]), by="test")
        case other:
            raise ValueError(other)


def _run_worker(request: Mapping[str, Any]) -> int:
    os.environ.update(request["environment"])
    settings = Settings()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(name)s %(message)s", force=True)
    # Shorter only because these tests lose many notifications.
    renotify.UNNOTIFIED_AFTER_S, loop.TICK_S = 0.3, 0.2
    _install(settings.data)
    if not request.get("fence", True):
        _disable_fencing()
    if "refusals" in request:
        _inject_sync_errors(settings.data, request["refusals"])
    if request.get("clock"):
        _skew_clock(settings.data)
    if "notifications" in request:
        _make_notifications_unreliable(request["notifications"])
    if request.get("web"):
        from app.server import serve as server  # noqa: PLC0415 - slow to import, and needed only here

        server.is_current = lambda: True  # the canvas is not needed here
        return server.serve(settings, open_browser=False)
    if "act" in request:
        with contextlib.closing(Parts.open(settings)) as parts:
            _control_run(parts, request)
        return 0
    return app.worker.serve_worker(settings)


def _fork(request: Mapping[str, Any]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        die_with_parent(parent, signal.SIGKILL)
        log = os.open(
            Path(request["environment"]["TREADLE_DATA"]) / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND
        )
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        code = _run_worker(request)
    except BaseException:  # noqa: BLE001 - the child must not go on as a copy of the parent
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if "poll" in request:
            pid, status = os.waitpid(request["poll"], os.WNOHANG)
            answer: object = os.waitstatus_to_exitcode(status) if pid else None
        else:
            answer = _fork(request)
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
