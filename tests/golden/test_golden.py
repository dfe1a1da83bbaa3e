"""Every set of golden histories and every saved database is read by today's code, and means what it meant."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.composition import Parts
from app.server.web import Web
from app.settings import Settings
from engine.execution.stores import RunFilter
from engine.ids import RunId
from engine.nodes import builtin
from engine.run import events as ev
from engine.run.scheduler import decide
from engine.run.state import RunState
from engine.workflow.definition import parse_workflow
from engine.workflow.plan import Plan, compile_plan
from storage.sqlite.database import FILE
from storage.sqlite.upgrade import revisions
from tests.golden.make import FOLDER
from tests.golden.replay import ReplayError, fold_run, replay
from tests.golden.scenarios import SCENARIOS

SETS = sorted(path for path in FOLDER.iterdir() if path.is_dir())
HISTORIES = [
    pytest.param(path, id=f"{path.parent.name}-{path.stem}") for set_ in SETS for path in set_.glob("*.json")
]


def read(path: Path) -> tuple[Plan, list[ev.Recorded], dict[str, Any]]:
    saved = json.loads(path.read_text())
    history = [
        ev.Recorded(item["seq"], item["at"], ev.decode(item["type"], json.dumps(item["data"])))
        for item in saved["events"]
    ]
    return compile_plan(parse_workflow(saved["definition"]), builtin()), history, saved


def steps_of(state: RunState) -> dict[str, Any]:
    return {
        str(key): {
            "status": step.status.value,
            "attempt": step.attempt,
            "fence": step.fence,
            "crashes": step.crashes,
            "outputs": step.outputs,
            "error": (step.error or {}).get("what"),
        }
        for key, step in sorted(state.steps.items())
    }


@pytest.mark.parametrize("path", HISTORIES)
def test_a_history_replays_to_what_it_meant(path: Path) -> None:
    plan, history, saved = read(path)
    state = replay(plan, RunId(1), history)
    assert (state.status.value, steps_of(state)) == (saved["status"], saved["steps"])


def test_there_is_a_set_for_the_schema_of_today() -> None:
    """A new migration wants a new set: `python -m tests.golden.make`."""
    assert SETS[-1].name == revisions()[-1]
    assert {path.stem for path in SETS[-1].glob("*.json")} == {scenario.name for scenario in SCENARIOS}


def test_the_newest_set_holds_every_event_there_is() -> None:
    found = {type(item.event) for path in SETS[-1].glob("*.json") for item in read(path)[1]}
    assert found == set(ev.TYPES.values())


@pytest.mark.parametrize("set_", [pytest.param(path, id=path.name) for path in SETS])
def test_a_saved_database_is_migrated_and_read(set_: Path, tmp_path: Path) -> None:
    shutil.copyfile(set_ / FILE, tmp_path / FILE)
    with contextlib.closing(Parts.open(Settings(data=tmp_path))) as parts:
        rows = parts.stores.runs.runs(RunFilter())
        assert {str(row.workflow) for row in rows} == {path.stem for path in set_.glob("*.json")}
        for row in rows:
            state = fold_run(parts, row.id)
            assert (row.status, row.failed_step) == (state.status, state.stopped_by)
            steps = {step.step: (step.status, step.fence) for step in parts.stores.runs.steps(row.id)}
            assert steps == {key: (step.status, step.fence) for key, step in state.steps.items()}
        documents = Web(parts).documents
        (document,) = documents.rows()
        assert documents.undo(document.id)
        assert [row.note for row in parts.stores.versions.all(document.id)] == ["The first"]


def _forgets_the_skipped(plan: Plan, state: RunState) -> list[ev.Event]:
    return [event for event in decide(plan, state) if not isinstance(event, ev.StepSkipped)]


def _readies_in_another_order(plan: Plan, state: RunState) -> list[ev.Event]:
    return decide(plan, state)[::-1]


@pytest.mark.parametrize("mutant", [_forgets_the_skipped, _readies_in_another_order])
def test_a_scheduler_that_decides_otherwise_is_noticed(mutant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.golden.replay.decide", mutant)
    noticed = 0
    for path in SETS[-1].glob("*.json"):
        plan, history, _ = read(path)
        try:
            replay(plan, RunId(1), history)
        except ReplayError:
            noticed += 1
    assert noticed


def test_an_event_that_lost_a_field_cannot_be_read() -> None:
    with pytest.raises(Exception, match="cannot be read"):
        ev.decode(ev.StepStarted.type, b'{"node": "a"}')
