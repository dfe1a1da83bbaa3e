from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.app.product import Product, started


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One server for the tests of the API: each makes workflows of its own. None may leave a fault in its log."""
    with started(tmp_path_factory.mktemp("product")) as found:
        yield found
    assert "Traceback" not in found.log.read_text(encoding="utf-8")
