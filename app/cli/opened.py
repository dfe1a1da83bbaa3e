"""An open data folder for one command."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.server.web import Web
    from app.settings import Settings


@contextlib.contextmanager
def opened(settings: Settings, *, example: bool = False) -> Generator[Web]:
    """Open the data folder and close it again; with `example` an empty one gets the shipped example."""
    from app.composition import Parts
    from app.server.web import Web
    from app.workspace.first_start import first_start

    with contextlib.closing(Parts.open(settings)) as parts:
        web = Web(parts)
        if example:
            first_start(web)
        yield web
