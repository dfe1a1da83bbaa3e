"""The floor a durable step is measured against, and the rate of the engine's step transaction over it.

The floor is what SQLite itself asks for: one transaction of one 2 KB insert and one update, on the bare driver.
Both run on the folder they are given, which should be on a disk: a tmpfs inflates the floor six times.
"""

from __future__ import annotations

import cProfile
import itertools
import pstats
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from engine.ids import NodeId, WorkerId
from engine.run import events as ev
from engine.run.fold import apply
from engine.run.scheduler import advance
from engine.sqlite import driver
from engine.workflow.plan import Plan
from storage.sqlite.database import Database, Synchronous
from storage.sqlite.runs import SqliteRunStore
from tests.contracts.plans import OUT, chain, start

VALUE = "x" * 2000
SECONDS = 1.5
CHAIN = 200


def rate(once: Callable[[], None], seconds: float = SECONDS) -> float:
    """Return the calls per second, measured over at least `seconds`."""
    done, begun = 0, time.perf_counter()
    while (passed := time.perf_counter() - begun) < seconds:
        once()
        done += 1
    return done / passed


def floor_rate(folder: Path, synchronous: Synchronous, seconds: float = SECONDS) -> float:
    """Return bare transactions per second, of one 2 KB insert and one update each."""
    with closing(driver.connect(str(folder / f"floor-{synchronous}.db"), isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, body TEXT)")
        connection.execute("CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER)")
        connection.execute("INSERT INTO counter VALUES (1, 0)")
        cursor = connection.cursor()

        def once() -> None:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("INSERT INTO log (body) VALUES (?)", (VALUE,))
            cursor.execute("UPDATE counter SET value = value + 1 WHERE id = 1")
            cursor.execute("COMMIT")

        return rate(once, seconds)


class ChainWalk:
    """Executes chains with one transaction a step: its result, the decisions and the claim of the next step."""

    def __init__(self, database: Database, plan: Plan) -> None:
        self.store = SqliteRunStore(database)
        self.plan = plan
        self.worker = WorkerId("w1")
        self._begin()

    def _begin(self) -> None:
        self.state = start(self.store, self.plan)
        self.todo = iter(self.plan.order)
        self.running = next(self.todo)
        with self.store.write() as transaction:
            transaction.append(self.plan, self.state, self._claim(self.running, 100.0))

    def once(self) -> None:
        """Finish the running step and claim the next in one transaction."""
        following = next(self.todo, None)
        if following is None:
            self._begin()
            return
        at = 101.0
        with self.store.write() as transaction:
            if transaction.head(self.state.run) != self.state.seq:
                raise AssertionError("another writer")
            done = ev.StepSucceeded(self.running, 1, {OUT: {"v": VALUE}})
            recorded = [
                self._apply(at, done),
                *advance(self.plan, self.state, at),
                *self._claim(following, at),
            ]
            transaction.append(self.plan, self.state, recorded)
        self.running = following

    def _claim(self, node: NodeId, at: float) -> list[ev.Recorded]:
        return [self._apply(at, ev.StepStarted(node, self.worker, 1, 1))]

    def _apply(self, at: float, event: ev.Event) -> ev.Recorded:
        recorded = ev.Recorded(self.state.seq + 1, at, event)
        apply(self.plan, self.state, recorded)
        return recorded


def step_transaction_rate(folder: Path, synchronous: Synchronous = "FULL", seconds: float = SECONDS) -> float:
    """Return chain steps per second through the store, with decisions and folding."""
    database = Database.open(folder / f"steps-{synchronous}", synchronous=synchronous)
    try:
        return rate(ChainWalk(database, chain(CHAIN)).once, seconds)
    finally:
        database.close()


def profile(folder: Path, steps: int = 3000) -> None:
    """Print where the time of a chain's steps goes."""
    database = Database.open(folder / "profile", synchronous="NORMAL")
    walk = ChainWalk(database, chain(CHAIN))
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in itertools.repeat(None, steps):
        walk.once()
    profiler.disable()
    database.close()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(16)


def ratio(folder: Path, synchronous: Synchronous, rounds: int = 3) -> float:
    """Print floor and step rates, measured in turns so that a busy machine slows both, and return their ratio."""
    folder.mkdir(parents=True, exist_ok=True)
    floors: list[float] = []
    steps: list[float] = []
    for index in range(rounds):
        place = folder / f"{synchronous}-{index}"
        place.mkdir()
        floors.append(floor_rate(place, synchronous))
        steps.append(step_transaction_rate(place, synchronous))
    floor, step = sorted(floors)[rounds // 2], sorted(steps)[rounds // 2]
    print(f"{synchronous}: floor {floor:,.0f}/s, steps {step:,.0f}/s, ratio {step / floor:.2f}")
    return step / floor


def main(place: Path) -> None:
    """Print both ratios, and the profile, measured in a folder that is made under `place` and removed."""
    with tempfile.TemporaryDirectory(dir=place) as made:
        ratio(Path(made), "FULL")
        ratio(Path(made), "NORMAL")
        profile(Path(made))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
