from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.app.product import Product, Target, started, target


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One server for the tests of the API: each makes workflows of its own. None may leave a fault in its log."""
    with started(tmp_path_factory.mktemp("product")) as found:
        yield found
    assert "Traceback" not in found.log.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def reached() -> Iterator[Target]:
    with target() as found:
        yield found


@pytest.fixture(scope="session")
def calling(reached: Target, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A server whose workflows may call `reached`."""
    allowed = f"127.0.0.1:{reached.port}"
    with started(tmp_path_factory.mktemp("calling"), TREADLE_ALLOWED_HOSTS=allowed) as found:
        yield found
