"""Open the data folder for one command."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.server.web import Web
    from app.settings import Settings


@contextlib.contextmanager
def open_web(settings: Settings, *, example: bool = False) -> Generator[Web]:
    """Open the data folder for the length of a block; with `example`, store the example workflow in an empty one."""
    from app.composition import Parts
    from app.server.web import Web
    from app.workspace.seed_example import seed_example

    with contextlib.closing(Parts.open(settings)) as parts:
        web = Web(parts)
        if example:
            web.initial_redirect.set(seed_example(web.documents))
        yield web
