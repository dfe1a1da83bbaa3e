"""Follow a run in the database: woken after each commit, with a slow poll as a fallback."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.cli.temporary_worker import TemporaryWorker
from engine.run.state import ENDED
from engine.worker.ports import EVENT_STREAM

if TYPE_CHECKING:
    from app.server.web import Web
    from engine.ids import RunId
    from engine.run.events import Recorded

PAGE = 500
SLOW_POLL_S = 1.0


def follow(
    web: Web, run: RunId, after: int = 0, worker: TemporaryWorker | None = None
) -> Iterator[Sequence[Recorded]]:
    """Yield a run's events with `seq > after` in pages as they are committed, until the run has ended.

    A `worker` is kept running meanwhile, in case the one that executed the run dies.
    """
    store = web.parts.stores.runs
    with contextlib.closing(web.parts.wakeups.listen(EVENT_STREAM)) as listener:
        while True:
            row = web.reader.row(run)  # read before the events, so that they include the one that ended it
            while page := store.history(run, after, PAGE):
                after = page[-1].seq
                yield page
            if row.status in ENDED and row.last_seq <= after:
                return
            if worker is not None:
                worker.ensure_running()
            listener.wait(SLOW_POLL_S)
