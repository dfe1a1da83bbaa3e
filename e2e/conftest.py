"""The product, a browser on it, and the browser errors that fail a test besides its assertions."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from e2e.chromium import find, launch_arguments
from e2e.product import Product, product
from e2e.target_server import TargetServer, start_target_server

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
def target_server() -> Iterator[TargetServer]:
    with start_target_server() as server:
        yield server


@pytest.fixture
def held(target_server: TargetServer) -> Iterator[TargetServer]:
    """The target server while it holds its answers back; they are released at the end."""
    target_server.hold()
    yield target_server
    target_server.release()


@pytest.fixture(scope="session")
def treadle(folder: Path, target_server: TargetServer) -> Iterator[Product]:
    """One server shared by the tests that make workflows of their own."""
    with product(folder / "shared", allowed_hosts=target_server.address) as served:
        yield served


@pytest.fixture
def own_server(
    folder: Path, target_server: TargetServer, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Product]]:
    """Return a function that starts a server for this test alone."""
    made: list[Product] = []

    def make(**settings: str) -> Product:
        name = f"own{abs(hash(request.node.nodeid)) % 10**6}{len(made)}"
        made.append(Product(folder / name, allowed_hosts=target_server.address, **settings))
        return made[-1].start()

    yield make
    for served in made:
        served.end()


@pytest.fixture
def browser_errors() -> list[str]:
    """The errors of the browser's console; a test that provokes some removes them."""
    return []


@pytest.fixture
def context(context: BrowserContext, browser_errors: list[str]) -> Iterator[BrowserContext]:
    """Fail a test whose pages log an error, throw one, or request what is not there."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            browser_errors.append(f"{message.text} ({message.location.get('url', '')})")

    context.on("console", on_console)
    context.on("weberror", lambda error: browser_errors.append(f"page error: {error.error}"))
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    assert not browser_errors, "\n".join(browser_errors)


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
def ignore_connection_errors(page: Page, browser_errors: list[str]) -> Iterator[None]:
    """Remove the browser errors of connections that are cut on purpose, before the context checks for others."""
    assert page
    yield
    words = re.compile("net::ERR_|ebSocket|Failed to fetch")
    browser_errors[:] = [each for each in browser_errors if not words.search(each)]
