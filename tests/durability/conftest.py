from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.sqlite.database import Database
from tests.durability.house import House, Launcher
from tests.durability.ledger import Ledger

Open = Callable[..., House]


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    with contextlib.closing(Launcher()) as found:
        yield found


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with contextlib.closing(Ledger(tmp_path_factory.mktemp("ledger") / "deliveries")) as found:
        yield found


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder migrated once, without a name of its own yet: copying is cheaper than migrating."""
    folder = tmp_path_factory.mktemp("migrated")
    Database.open(folder).close()
    return folder / "treadle.db"


@pytest.fixture
def open_house(
    launcher: Launcher, ledger: Ledger, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Open]:
    """Open data folders with settings of their own. Their paths are short: sockets live in them."""
    with contextlib.ExitStack() as stack:

        def open_(**settings: str) -> House:
            folder = tmp_path_factory.mktemp("d")
            (folder / "treadle.db").write_bytes(migrated.read_bytes())
            found = House(folder, launcher, ledger, settings)
            _rename(found)
            stack.callback(found.close)
            return found

        yield open_


def _rename(house: House) -> None:
    """Every copy needs a name of its own, or its keys would be those of another in the ledger."""
    with house.parts.database.change() as session:
        session.connection().exec_driver_sql(
            "UPDATE meta SET value = ? WHERE key = 'instance'", (house.data.name,)
        )


@pytest.fixture
def house(open_house: Open) -> House:
    return open_house()
