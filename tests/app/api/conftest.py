from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.app.product import Product, started


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One server for the tests of the API: each makes workflows of its own."""
    with started(tmp_path_factory.mktemp("product")) as found:
        yield found
