"""The product, a browser on it, and what makes a journey fail besides its assertions."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from e2e.chromium import find, launch_arguments
from e2e.desk import Desk, desk
from e2e.product import Product, product

PATIENCE_MS = 10_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": str(find()), "args": launch_arguments()}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", "color_scheme": "light"}


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    # Short: the path of a Unix socket holds about a hundred characters, and pytest's own folders use most of them.
    with tempfile.TemporaryDirectory(prefix="tr-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def desk_server() -> Iterator[Desk]:
    with desk() as kept:
        yield kept


@pytest.fixture
def held(desk_server: Desk) -> Iterator[Desk]:
    """The desk, holding; released at the end whatever happened."""
    desk_server.hold()
    yield desk_server
    desk_server.release()


@pytest.fixture(scope="session")
def treadle(folder: Path, desk_server: Desk) -> Iterator[Product]:
    """One server for all journeys that make their own workflow and leave the rest alone."""
    with product(folder / "shared", allowed_hosts=desk_server.address) as served:
        yield served


@pytest.fixture
def own(folder: Path, desk_server: Desk, request: pytest.FixtureRequest) -> Iterator[Callable[..., Product]]:
    """Make a server for this test alone."""
    made: list[Product] = []

    def make(**settings: str) -> Product:
        name = f"own{abs(hash(request.node.nodeid)) % 10**6}{len(made)}"
        made.append(Product(folder / name, allowed_hosts=desk_server.address, **settings))
        return made[-1].start()

    yield make
    for served in made:
        served.end()


@pytest.fixture
def mistakes() -> list[str]:
    """What the browser complains of; a test that means to provoke something takes it out."""
    return []


@pytest.fixture
def context(context: BrowserContext, mistakes: list[str]) -> Iterator[BrowserContext]:
    """Fail a test whose pages log an error, throw, or ask for what is not there."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            mistakes.append(f"{message.text} ({message.location.get('url', '')})")

    context.on("console", on_console)
    context.on("weberror", lambda error: mistakes.append(f"page error: {error.error}"))
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    assert not mistakes, "\n".join(mistakes)


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    report = getattr(request.node, "rep_call", None)
    if report is not None and report.failed:
        shots = Path(str(request.config.getoption("--output")))
        shots.mkdir(exist_ok=True)
        for number, each in enumerate(context.pages):
            each.screenshot(path=shots / f"{request.node.name[:80].replace('/', '_')}-{number}.png")


@pytest.fixture
def broken_lines(page: Page, mistakes: list[str]) -> Iterator[None]:
    """Take out what a browser says of connections that are cut on purpose, before its context looks at the rest."""
    assert page
    yield
    words = re.compile("net::ERR_|ebSocket|Failed to fetch")
    mistakes[:] = [each for each in mistakes if not words.search(each)]
