"""An open data folder for one command."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import TYPE_CHECKING

from engine.errors import StorageError

if TYPE_CHECKING:
    from app.settings import Settings
    from app.web import Web


@contextlib.contextmanager
def opened(settings: Settings, *, example: bool = False) -> Generator[Web]:
    """Open the data folder and close it again; with `example` an empty one gets the shipped example."""
    from app.composition import Parts
    from app.first_start import first_start
    from app.web import Web

    try:
        parts = Parts.open(settings)
    except OSError as error:
        raise StorageError(
            "The data folder cannot be used.",
            where=str(settings.data),
            why=error.strerror or str(error),
            fix="Name another one with --data, or mend its permissions.",
        ) from error
    with contextlib.closing(parts):
        web = Web(parts)
        if example:
            first_start(web)
        yield web
