"""`python -m app.worker`: a worker group on the data folder of the settings, as the web process starts it."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Generator

from app.composition import Parts
from app.settings import Settings
from engine.worker.group import GroupSettings, Resources, serve


def serve_worker(settings: Settings, *, parent: int | None = None) -> int:
    """Run a worker until a signal; return the exit code. With a `parent` it drains when that process dies."""
    group = GroupSettings(settings.workers, settings.lease_s)
    return serve(lambda: _resources(settings), group, parent=parent)


@contextlib.contextmanager
def _resources(settings: Settings) -> Generator[Resources]:
    with contextlib.closing(Parts.open(settings)) as parts:
        yield parts.resources()


if __name__ == "__main__":  # started by the web process, whose id is the argument
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    sys.exit(serve_worker(Settings(), parent=int(sys.argv[1])))
