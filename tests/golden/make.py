"""`python -m tests.golden.make`: save a set of golden histories and one database file under today's schema.

A set is made when an event or the schema has changed, and never written again: `test_golden.py` holds later code to
every set there is. It refuses to overwrite one.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from app.composition import Parts
from app.settings import Settings
from editor.document import parse_document
from engine.errors import TransientError
from engine.execution.claims import Claim, Claims, Failed, Outcome, reclaim_step
from engine.execution.control import Control, Start
from engine.execution.executor import Executor
from engine.execution.journal import Journal, Notifiers
from engine.ids import RunId, WorkerId, WorkflowId
from engine.run import events as ev
from engine.run.state import ENDED, RunState
from engine.run.trigger import Trigger
from engine.worker.maintenance.service import MaintenancePass
from engine.worker.maintenance.timers import Timers
from engine.worker.maintenance.updates import GuardedUpdates
from engine.workflow.definition import Workflow, parse_workflow
from engine.workflow.kinds import Pool
from storage.sqlite.database import FILE
from storage.sqlite.upgrade import revisions
from tests.golden.scenarios import SCENARIOS, Scenario

FOLDER = Path(__file__).parent / "sets"
BEGAN = 1_800_000_000.0
"""The clock of a set begins here and moves by hand, so that a set tells nothing of the machine it was made on."""


class Engine:
    """Runs scenarios on a data folder, with a clock that is set by hand."""

    def __init__(self, parts: Parts) -> None:
        self.now = BEGAN
        self.runs = parts.stores.runs
        notifiers = Notifiers(lambda _: None, lambda: None, lambda: None)
        self.journal = Journal(self.runs, parts.plans, lambda: self.now, notifiers)
        self.control = Control(self.journal, parts.catalogue)
        self.claims = {pool: Claims(self.journal, WorkerId(f"golden:{pool}"), pool) for pool in Pool}
        self.timers = Timers(GuardedUpdates(self.journal))
        self.executor = Executor(parts.catalogue, parts.services(), self.runs.blob, parts.stores.instance)

    def run(self, scenario: Scenario) -> RunId:
        """Carry a scenario out to its end and return its run."""
        definition = parse_workflow(scenario.definition)
        start = Start(
            WorkflowId(scenario.name), scenario.title, definition, dict(scenario.input), Trigger.API
        )
        run = self.control.start(start)
        for _ in range(200):
            self.now += 1.0
            row = self.runs.run(run)
            assert row is not None
            if row.status in ENDED and not (scenario.resumes and self._resume(run, scenario)):
                return run
            self._move(run, scenario)
        raise AssertionError(f"{scenario.name} does not end")

    def _resume(self, run: RunId, scenario: Scenario) -> bool:
        if any(isinstance(item.event, ev.RunResumed) for item in self.runs.history(run)):
            return False
        self.control.resume(run, by="golden")
        return True

    def _move(self, run: RunId, scenario: Scenario) -> None:
        self.timers.run(MaintenancePass(self.runs, self.now, self.now))
        for pool in Pool:
            for claim in self.claims[pool].claim(run, most=4):
                self._finish(claim, scenario)

    def _finish(self, claim: Claim, scenario: Scenario) -> None:
        if claim.node.id == scenario.cancelled_at:
            self.control.cancel(claim.run, by="golden")
        if claim.node.id in scenario.crashes and claim.fence <= scenario.crashes[claim.node.id]:
            with self.journal.update(claim.run) as update:
                reclaim_step(update, claim.step)
            self.claims[claim.node.pool] = Claims(
                self.journal, WorkerId(f"golden:{claim.node.pool}{claim.fence}"), claim.node.pool
            )
            return
        outcome: Outcome = self.executor.run(claim)
        if isinstance(outcome, Failed):  # a trace names files of the machine
            outcome = Failed(outcome.error.model_copy(update={"trace": "Traceback (most recent call last)"}))
        if claim.node.id in scenario.flaky and claim.fence <= scenario.flaky[claim.node.id]:
            outcome = Failed(TransientError("The target is busy.", fix="Wait.").report(where=claim.node.id))
        self.claims[claim.node.pool].record(claim, outcome, most=0)


def history_of(engine: Engine, run: RunId, definition: Workflow, state: RunState) -> dict[str, Any]:
    """Return what is saved of a run: its definition, its events, and what they fold to."""
    return {
        "definition": json.loads(definition.canonical),
        "events": [
            {"seq": seq, "at": at, "type": event.type, "data": json.loads(ev.encode(event))}
            for seq, at, event in engine.runs.history(run)
        ],
        "status": state.status.value,
        "steps": {
            str(key): {
                "status": step.status.value,
                "attempt": step.attempt,
                "fence": step.fence,
                "crashes": step.crashes,
                "outputs": step.outputs,
                "error": (step.error or {}).get("what"),
            }
            for key, step in sorted(state.steps.items())
        },
    }


def make(folder: Path, fold_run: Callable[[Parts, RunId], RunState]) -> None:
    """Write a set into `folder`, which must not exist; nothing is left of one that fails."""
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as half:
        settings = Settings(data=Path(data))
        with contextlib.closing(Parts.open(settings)) as parts:
            engine = Engine(parts)
            for scenario in SCENARIOS:
                run = engine.run(scenario)
                saved = history_of(engine, run, parse_workflow(scenario.definition), fold_run(parts, run))
                text = orjson.dumps(saved, option=orjson.OPT_INDENT_2).decode()
                (Path(half) / f"{scenario.name}.json").write_text(text + "\n")
            _documents(parts)
            with contextlib.closing(parts.database.engine_for_migration().raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(Path(data) / FILE, Path(half) / FILE)
        shutil.copytree(half, folder)


def _documents(parts: Parts) -> None:
    """Leave a workflow with an undo stack and a published version in the database."""
    from app.server.web import Web  # noqa: PLC0415 - heavy

    documents = Web(parts).documents
    opened = documents.create(parse_document({**SCENARIOS[0].definition, "name": "Golden"}))
    documents.edit(opened.id, {"do": "rename_workflow", "name": "Golden workflow"})
    documents.publish(opened.id, "The first")


def main() -> None:
    """Write today's set."""
    from tests.golden.replay import fold_run  # noqa: PLC0415 - it imports this package

    folder = FOLDER / revisions()[-1]
    if folder.exists():
        sys.exit(f"{folder.name} exists already: a set is never written again. A new schema gets a new one.")
    make(folder, fold_run)
    sys.stdout.write(f"{len(list(folder.iterdir()))} files written to tests/golden/sets/{folder.name}\n")


if __name__ == "__main__":
    main()
