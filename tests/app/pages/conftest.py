"""The pages in NiceGUI's user simulation, with a database of their own and no worker."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from nicegui import core
from nicegui.testing import User, user_simulation

from app.composition import Parts
from app.pages.register import add_pages
from app.server.web import Web
from app.settings import Settings
from app.workspace.seed_example import seed_example


@pytest.fixture
def web() -> Iterator[Web]:
    # Short: the path of a Unix socket holds about a hundred characters.
    with (
        tempfile.TemporaryDirectory(prefix="tr-") as folder,
        contextlib.closing(Parts.open(Settings(data=Path(folder) / "data"))) as parts,
    ):
        yield Web(parts)


@pytest.fixture
async def user(web: Web) -> AsyncIterator[User]:
    web.initial_redirect.set(seed_example(web.documents))
    web.initial_redirect.pop()
    async with user_simulation() as simulated:
        add_pages(core.app, web)
        yield simulated
