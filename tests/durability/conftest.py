from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.sqlite.database import Database
from tests.durability.deployment import Deployment, ForkServer
from tests.durability.ledger import Ledger

OpenDeployment = Callable[..., Deployment]


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    with contextlib.closing(ForkServer()) as found:
        yield found


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with contextlib.closing(Ledger(tmp_path_factory.mktemp("ledger") / "deliveries")) as found:
        yield found


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate a database once: copying it for each test is cheaper than migrating again."""
    folder = tmp_path_factory.mktemp("migrated")
    Database.open(folder).close()
    return folder / "treadle.db"


@pytest.fixture
def open_deployment(
    fork_server: ForkServer, ledger: Ledger, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenDeployment]:
    """Return a function that opens deployments, each on a data folder of its own. Paths are short for the sockets."""
    with contextlib.ExitStack() as stack:

        def open_(**settings: str) -> Deployment:
            folder = tmp_path_factory.mktemp("d")
            (folder / "treadle.db").write_bytes(migrated.read_bytes())
            found = Deployment(folder, fork_server, ledger, settings)
            _rename(found)
            stack.callback(found.close)
            return found

        yield open_


def _rename(deployment: Deployment) -> None:
    """Return the copied database an instance name of its own, or its idempotency keys would be those of another."""
    with deployment.parts.database.change() as session:
        session.connection().exec_driver_sql(
            "UPDATE meta SET value = ? WHERE key = 'instance'", (deployment.data.name,)
        )


@pytest.fixture
def deployment(open_deployment: OpenDeployment) -> Deployment:
    return open_deployment()
