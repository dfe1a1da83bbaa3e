"""Databases are created, migrated and refused."""

from __future__ import annotations

import fcntl
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.errors import StorageError
from engine.sqlite import driver
from storage.sqlite.database import FILE, Database
from storage.sqlite.runs import SqliteRunStore
from storage.sqlite.tables import SQLModel
from storage.sqlite.upgrade import SCRIPTS, UNRELEASED, revisions
from tests.contracts.plans import chain, start

ADDS_A_COLUMN = "op.add_column('run', sa.Column('extra', sa.String(), nullable=True))"
HEADER = "import sqlalchemy as sa\nfrom alembic import op\n"


def scripts_with(folder: Path, body: str) -> Path:
    """Return a folder with the migrations and one more."""
    scripts = folder / "scripts"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    last = revisions()[-1]
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    ids = f"revision = '9999'\ndown_revision = '{last}'\n"
    (scripts / "versions" / "9999_more.py").write_text(f"{HEADER}{ids}\ndef upgrade():\n{lines}")
    return scripts


def columns(path: Path) -> set[str]:
    with closing(driver.connect(str(path))) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(run)")}


def sql_of(connection: sa.Connection) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    return {name: re.sub(r"\s+", "", sql) for name, sql in connection.exec_driver_sql(query)}


def test_migrations_make_exactly_the_tables(database: Database) -> None:
    engine = sa.create_engine("sqlite://", module=driver)
    with database.read() as session, engine.connect() as fresh:
        migrated = session.connection()
        assert compare_metadata(MigrationContext.configure(migrated), SQLModel.metadata) == []
        SQLModel.metadata.create_all(fresh)
        # What Alembic does not compare, such as the conditions of partial indexes.
        assert sql_of(migrated) == sql_of(fresh)
    engine.dispose()


@pytest.mark.parametrize("revision", sorted(UNRELEASED))
def test_a_database_of_before_the_first_release_is_refused_and_left_as_it_is(
    tmp_path: Path, revision: str
) -> None:
    Database.open(tmp_path).close()
    with closing(driver.connect(str(tmp_path / FILE), isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    with pytest.raises(StorageError, match="from before the first release") as refused:
        Database.open(tmp_path)
    assert "Name another data folder" in refused.value.fix
    with closing(driver.connect(str(tmp_path / FILE))) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)


def test_files_of_migrations_begin_with_their_revision() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert [script.revision for script in reversed(list(scripts.walk_revisions()))] == revisions()


def test_the_instance_name_of_a_database_is_unique_and_stays(tmp_path: Path) -> None:
    def name(folder: Path) -> str:
        database = Database.open(folder)
        try:
            return database.instance
        finally:
            database.close()

    first = name(tmp_path / "a")
    assert re.fullmatch("[0-9a-f]{8}", first)
    assert name(tmp_path / "a") == first != name(tmp_path / "b")


def test_before_a_migration_a_copy_is_kept(tmp_path: Path) -> None:
    data = tmp_path / "data"
    database = Database.open(data)
    start(SqliteRunStore(database), chain(1))
    scripts = scripts_with(tmp_path, ADDS_A_COLUMN)
    # Still open, as after a kill: the run is in the log, not yet in the file.
    migrated = Database.open(data, scripts=scripts)
    copy = data / "treadle.db.before-9999"
    assert "extra" in columns(data / "treadle.db")
    assert "extra" not in columns(copy)
    with closing(driver.connect(str(copy))) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (2,)
    assert copy.stat().st_mode & 0o077 == 0
    migrated.close()
    database.close()


def test_the_first_migration_keeps_no_copy(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["treadle.db", "treadle.db.migrating"]


def test_only_one_migrates_while_the_others_wait(tmp_path: Path) -> None:
    with (tmp_path / "treadle.db.migrating").open("w") as lock, ThreadPoolExecutor(1) as pool:
        fcntl.flock(lock, fcntl.LOCK_EX)
        opening = pool.submit(Database.open, tmp_path)
        with pytest.raises(TimeoutError):
            opening.result(timeout=0.2)
        assert not (tmp_path / "treadle.db").exists()
        fcntl.flock(lock, fcntl.LOCK_UN)
        opening.result(timeout=60).close()


def test_the_files_of_a_database_are_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    database = Database.open(tmp_path)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    assert (tmp_path / "treadle.db-wal").exists()
    database.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    data = tmp_path / "data"
    Database.open(data).close()
    scripts = scripts_with(tmp_path, f"{ADDS_A_COLUMN}\nop.execute('DROP TABLE nowhere')")
    with pytest.raises(StorageError):
        Database.open(data, scripts=scripts)
    assert "extra" not in columns(data / "treadle.db")
    Database.open(data).close()


def test_a_newer_database_is_refused_and_untouched(tmp_path: Path) -> None:
    data = tmp_path / "data"
    Database.open(data, scripts=scripts_with(tmp_path, ADDS_A_COLUMN)).close()
    before = (data / "treadle.db").read_bytes()
    with pytest.raises(StorageError, match="newer") as refused:
        Database.open(data)
    assert "9999" in refused.value.why
    assert "Update Treadle" in refused.value.fix
    assert (data / "treadle.db").read_bytes() == before
    assert not list(data.glob("*.before-*"))


def test_a_foreign_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "treadle.db"
    with closing(driver.connect(str(path))) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="not made by Treadle"):
        Database.open(tmp_path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "treadle.db"
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StorageError, match="not a database"):
        Database.open(tmp_path)
    assert path.read_bytes() == b"Dear diary, " * 1000


def test_a_data_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be made") as refused:
        Database.open(tmp_path / "file")
    assert refused.value.fix
