"""A process that writes to a database beside others; `python -m tests.storage.writer FOLDER TASK`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from engine.ids import NodeId, RunId, StepKey, WorkerId
from engine.run import events as ev
from engine.run.fold import apply
from engine.run.state import RunState
from engine.run.trigger import Trigger
from storage.sqlite.database import Database
from storage.sqlite.runs import SqliteRunStore
from tests.contracts.plans import chain, new_run, start, step_on

PLAN = chain(2)
RUN = RunId(1)
NODE = StepKey(NodeId("n000"))


def append(store: SqliteRunStore, times: int) -> None:
    """Claim and reclaim the first step `times` times, reading the head inside each transaction."""
    worker = WorkerId(f"w{os.getpid()}")
    state = RunState(RUN)
    for _ in range(times):
        with store.write() as transaction:
            for recorded in transaction.history(RUN, after=state.seq):
                apply(PLAN, state, recorded)
            fence = state.step(NODE).fence + 1
            events = ev.StepStarted(NODE.node, worker, fence, 1), ev.StepReclaimed(NODE.node, fence, worker)
            transaction.append(PLAN, state, step_on(PLAN, state, 101.0, *events))


def start_and_die(store: SqliteRunStore) -> None:
    """Commit the start of a run, and die in the middle of starting another."""
    start(store, PLAN)
    with store.write() as transaction:
        run, _ = transaction.create(new_run())
        state = RunState(run)
        begun = ev.RunStarted(PLAN.hash, {"v": "x" * 100_000}, Trigger.API)
        transaction.append(PLAN, state, step_on(PLAN, state, 1.0, begun))
        os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, task: str) -> None:
    database = Database.open(folder)
    match task:
        case "append":
            append(SqliteRunStore(database), 40)
        case "die":
            start_and_die(SqliteRunStore(database))
        case "open":
            sys.stdout.write(f"{database.instance} {'alembic' in sys.modules}")
        case _:
            raise ValueError(task)
    database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
