from __future__ import annotations

import pytest

from engine.errors import EngineError
from engine.execution.stores import STREAM_START, NewRun
from engine.ids import Hash, RunId, WorkflowId
from engine.run import events as ev
from engine.run.trigger import Trigger
from storage.sqlite.database import Database
from storage.sqlite.runs import SqliteRunStore


def _insert(database: Database, run: int, seq: int, type_: str, payload: bytes) -> None:
    database.connection().execute(
        "INSERT INTO event (run_id, seq, at, type, payload) VALUES (?, ?, 1.0, ?, ?)",
        (run, seq, type_, payload),
    )


@pytest.mark.parametrize(
    ("type_", "payload"), [("step_teleported", b"{}"), ("run_cancelled", b"{"), ("step_ready", b"{}")]
)
def test_an_unreadable_event_does_not_stop_the_events_of_other_runs(
    database: Database, store: SqliteRunStore, type_: str, payload: bytes
) -> None:
    with store.write() as tx:
        bad, _ = tx.create(NewRun(WorkflowId("w"), "W", Hash("h"), Trigger.API, 1.0))
        good, _ = tx.create(NewRun(WorkflowId("w"), "W", Hash("h"), Trigger.API, 1.0))
    _insert(database, bad, 1, type_, payload)
    _insert(database, good, 1, "run_cancelled", ev.encode(ev.RunCancelled()))
    assert [(run, item.event) for _, run, item in store.tail(STREAM_START)] == [(good, ev.RunCancelled())]
    with pytest.raises(EngineError):
        store.history(RunId(bad))
