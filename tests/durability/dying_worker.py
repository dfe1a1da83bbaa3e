"""Workers that can be told to die at a named commit boundary.

`python -m tests.durability.dying_worker` imports once and then forks on demand, so that a restart costs
milliseconds: one JSON request per line on stdin, one answer per line on stdout. Everything forked dies with it.

What it forks is the product's own worker with one seam: the transaction of `SqliteRunStore` looks, before and after
its COMMIT, for an order in the data folder (`Order`) and obeys it once. No product code knows of this.
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
import engine.worker.maintenance
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
from engine.worker.queue import TaskQueue
from engine.worker.supervisor import die_with_parent
from engine.workflow.definition import parse_workflow
from engine.workflow.plan import Plan
from storage.sqlite.step_transaction import StepTransaction

BEAT = "beat"


@dataclass(frozen=True, slots=True)
class Order:
    """Die at the transaction that appends all of `events` and none of `without`; `node`: among them one of this node.

    `side` is `before` or `after` its COMMIT; `whom` is `self`, or `all` for the supervisor and every child.
    """

    side: str
    events: tuple[str, ...]
    without: tuple[str, ...] = ()
    node: str | None = None
    whom: str = "all"

    def write(self, data: Path, *, then: Order | None = None) -> None:
        """Give the order to every process on a data folder; whoever obeys takes it away first.

        `then` is the order that stands once this one was obeyed.
        """
        (data / "order.obeyed").unlink(missing_ok=True)
        if then is not None:
            (data / "order.next").write_text(json.dumps(asdict(then)))
        draft = data / "order.draft"
        draft.write_text(json.dumps(asdict(self)))
        draft.rename(data / "order")

    @staticmethod
    def obeyed(data: Path) -> bool:
        """Say whether every order given was obeyed."""
        return (data / "order.obeyed").exists() and not (data / "order").exists()


@dataclass(slots=True)
class _Seen:
    events: list[ev.Event] = field(default_factory=list[ev.Event])

    def meets(self, order: Mapping[str, Any]) -> bool:
        types = {event.type for event in self.events}
        nodes = {getattr(event, "node", None) for event in self.events if event.type in order["events"]}
        return (
            set(order["events"]) <= types
            and not types & set(order["without"])
            and (order["node"] is None or order["node"] in nodes)
        )


class _Seam:
    def __init__(self, data: Path) -> None:
        self._data = data
        self._supervisor = os.getpid()  # this is before its forks

    def at(self, side: str, meets: Callable[[Mapping[str, Any]], bool]) -> None:
        file = self._data / "order"
        if not file.exists():
            return
        try:
            order = json.loads(file.read_text())
            if order["side"] != side or not meets(order):
                return
            file.rename(self._data / "order.obeyed")  # only one succeeds
            with contextlib.suppress(FileNotFoundError):
                (self._data / "order.next").rename(file)
        except FileNotFoundError:
            return
        if order["whom"] == "all":
            os.kill(self._supervisor, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


def _install(data: Path) -> None:
    seam = _Seam(data)

    class Dying(StepTransaction):
        def __enter__(self) -> Self:
            self.seen = _Seen()
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
            self.seen.events += [item.event for item in recorded]
            super().append(plan, state, recorded, blobs=blobs, summary=summary)

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            if kind is None:
                seam.at("before", self.seen.meets)
            super().__exit__(kind, error, trace)
            if kind is None:
                seam.at("after", self.seen.meets)

    storage.sqlite.runs.StepTransaction = Dying
    beat = storage.sqlite.runs.SqliteRunStore.beat

    def dying_beat(self: storage.sqlite.runs.SqliteRunStore, worker: WorkerRow) -> None:
        seam.at("before", lambda order: BEAT in order["events"])
        beat(self, worker)
        seam.at("after", lambda order: BEAT in order["events"])

    storage.sqlite.runs.SqliteRunStore.beat = dying_beat


def _take_out_the_fence() -> None:
    """Record whatever comes under the fence the step has now: the violation the drills must see."""
    record = Claims.record

    def unfenced(self: Claims, claim: Claim, outcome: Outcome, **how: Any) -> list[Claim]:
        history = self._journal.store.history(claim.run)
        fences = [
            item.event.fence
            for item in history
            if isinstance(item.event, ev.StepStarted) and item.event.node == claim.node.id
        ]
        return record(self, replace(claim, fence=fences[-1]), outcome, **how)

    patched: Any = unfenced
    Claims.record = patched


def _mislead(notifications: Mapping[str, Any]) -> None:
    """Lose, repeat and reorder notifications, by chances that follow from a seed."""
    chance, really = random.Random(notifications["seed"]), TaskQueue.notify
    held: list[Notification] = []

    def misleading(self: TaskQueue, notification: Notification) -> None:
        if chance.random() < notifications["lose"]:
            return
        held.append(notification)
        chance.shuffle(held)
        if len(held) < notifications["hold"]:
            return
        for late in held:
            for _ in range(chance.randint(1, notifications["most"])):
                really(self, late)
        held.clear()

    TaskQueue.notify = misleading


def _refuse_to_sync(data: Path, refusals: Mapping[str, Any]) -> None:
    """Let commits stand that the disk does not confirm: by `chance`, or for good to whoever takes the file `refuse`."""
    chances: dict[int, random.Random] = {}
    refused: set[int] = set()
    disk: Any = storage.sqlite.wal_sync
    really = disk._sync

    def sync(descriptor: int) -> None:
        me = os.getpid()
        with contextlib.suppress(FileNotFoundError):
            (data / "refuse").rename(data / "refused")  # only one succeeds
            refused.add(me)
        chance = chances.setdefault(me, random.Random(me)).random()
        if me in refused or chance < refusals["chance"]:
            raise OSError(5, "the drill's disk refuses")
        really(descriptor)

    disk._sync, disk.PATIENCE_S = sync, refusals["patience"]


def _set_the_clock(data: Path) -> None:
    """Let the wall clock be ahead by as many seconds as the file `clock` says."""
    really = time.time

    def now() -> float:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return really() + float((data / "clock").read_text())
        return really()

    time.time = now


def _act(parts: Parts, request: Mapping[str, Any]) -> None:
    """Start, cancel or resume in a process of its own, as the web process does."""
    match request["act"]:
        case "start":
            definition = parse_workflow(request["definition"])
            start = Start(
                WorkflowId("drill"), "Drill", definition, {}, Trigger.API, idempotency_key=request["key"]
            )
            parts.control.start(start)
        case "cancel":
            parts.control.cancel(RunId(request["run"]), by="drill")
        case "resume":
            parts.control.resume(RunId(request["run"]), by="drill")
        case other:
            raise ValueError(other)


def _be(request: Mapping[str, Any]) -> int:
    os.environ.update(request["environment"])
    settings = Settings()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(name)s %(message)s", force=True)
    # Only how long a lost notification waits; a drill loses many.
    engine.worker.maintenance.UNNOTIFIED_AFTER_S, app.worker.TICK_S = 0.3, 0.2
    _install(settings.data)
    if not request.get("fence", True):
        _take_out_the_fence()
    if "refusals" in request:
        _refuse_to_sync(settings.data, request["refusals"])
    if request.get("clock"):
        _set_the_clock(settings.data)
    if "notifications" in request:
        _mislead(request["notifications"])
    if request.get("web"):
        from app.server import serve as server  # noqa: PLC0415 - heavy, and only here

        server.is_current = lambda: True  # the canvas is no part of the drill
        return server.serve(settings, open_browser=False)
    if "act" in request:
        with contextlib.closing(Parts.open(settings)) as parts:
            _act(parts, request)
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
        code = _be(request)
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
