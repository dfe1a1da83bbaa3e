"""Several processes on one database."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from engine.execution.stores import STREAM_START
from engine.ids import WorkerId
from engine.run import events as ev
from engine.sqlite import driver
from storage.sqlite.database import Database
from storage.sqlite.runs import SqliteRunStore
from tests.contracts.plans import start, stored_state
from tests.storage.writer import NODE, PLAN, RUN

ROOT = Path(__file__).resolve().parents[2]


def begin(folder: Path, task: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.storage.writer", str(folder), task]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def test_processes_that_append_to_one_run_lose_nothing(store: SqliteRunStore, tmp_path: Path) -> None:
    start(store, PLAN)
    writers = [begin(tmp_path, "append") for _ in range(2)]
    assert [ended(writer) for writer in writers] == [0, 0]
    history = store.history(RUN)
    assert [recorded.seq for recorded in history] == list(range(1, 2 + 2 * 80 + 1))
    workers = [recorded.event.worker for recorded in history if isinstance(recorded.event, ev.StepStarted)]
    assert {workers.count(WorkerId(f"w{writer.pid}")) for writer in writers} == {40}
    assert stored_state(store, PLAN, RUN).steps[NODE].crashes == 80
    assert [cursor for cursor, _, _ in store.tail(STREAM_START)] == list(range(1, store.cursor() + 1))


def test_a_process_that_dies_in_a_transaction_keeps_what_was_committed(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    assert ended(begin(tmp_path, "die")) == -signal.SIGKILL
    with closing(driver.connect(str(tmp_path / "treadle.db"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*), max(run_id) FROM event").fetchone() == (2, 1)
        assert connection.execute("SELECT count(*) FROM run").fetchone() == (1,)


def test_processes_that_start_together_make_one_database(tmp_path: Path) -> None:
    """Only one of them migrates, and all read the same instance name."""
    starters = [begin(tmp_path, "open") for _ in range(3)]
    said = [starter.communicate(timeout=60)[0].split() for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    assert len({instance for instance, _ in said}) == 1
    assert "True" in {migrated for _, migrated in said}


def test_opening_a_current_database_does_not_load_alembic(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    opener = begin(tmp_path, "open")
    assert opener.communicate(timeout=60)[0].split()[1] == "False"
