from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app import doctor
from app.server import serve as server
from storage.sqlite import health
from tests.app.cli.command import EXAMPLE, CommandResult


def report(call: Callable[..., CommandResult], code: int | None = None) -> dict[str, dict[str, str]]:
    said = call("doctor", "--json")
    assert code is None or said.code == code, said.out
    return {finding["check"]: finding for finding in json.loads(said.out)}


@pytest.fixture(autouse=True)
def canvas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "is_current", lambda: True)


def test_a_folder_without_data_is_valid_and_not_changed(
    call: Callable[..., CommandResult], tmp_path: Path
) -> None:
    found = report(call, 0)
    assert "not made yet" in found["data folder"]["found"]
    assert found["database"]["level"] == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_reported_line_by_line(call: Callable[..., CommandResult], tmp_path: Path) -> None:
    call("import", EXAMPLE)
    found = report(call, 0)
    assert "sound" in found["database"]["found"]
    assert {"python", "sqlite", "canvas", "free space", "key file", "schema", "worker", "queue"} <= set(found)
    assert all(finding["level"] in {"ok", "warn"} for finding in found.values())
    lines = call("doctor").out.splitlines()
    assert any(line.startswith("ok    schema") for line in lines)


def test_a_missing_canvas_fails(call: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "is_current", lambda: False)
    assert report(call, 1)["canvas"]["fix"] == "Run `make build`."


def test_an_old_sqlite_gives_a_warning(
    call: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "sqlite_library", lambda: ("sqlite3", "3.40.1", False))
    found = report(call, 0)["sqlite"]
    assert found["level"] == "warn"
    assert "before 3.51.3" in found["found"]
    assert found["fix"]


def test_a_database_that_is_damaged_or_not_ours_fails(
    call: Callable[..., CommandResult], tmp_path: Path
) -> None:
    path = tmp_path / "data" / "treadle.db"
    path.parent.mkdir()
    path.write_bytes(b"not a database, only text " * 100)
    assert "damaged" in report(call, 1)["database"]["found"]
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    assert report(call, 1)["schema"]["found"] == "the file is not Treadle's"


@pytest.mark.parametrize(("revision", "level"), [("9999", "fail"), ("0001", "warn")])
def test_another_schema_is_reported_and_not_migrated(
    call: Callable[..., CommandResult],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    revision: str,
    level: str,
) -> None:
    call("import", EXAMPLE)
    if level == "warn":
        monkeypatch.setattr(health, "revisions", lambda: ["0001", "0002"])
    path = tmp_path / "data" / "treadle.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    found = report(call)
    assert found["schema"]["level"] == level
    assert "work" not in found
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)


def test_a_key_file_that_others_can_read_gives_a_warning(
    call: Callable[..., CommandResult], tmp_path: Path
) -> None:
    key = tmp_path / "data" / "treadle.key"
    key.parent.mkdir()
    key.write_text("secret")
    key.chmod(0o644)
    found = report(call, 0)["key file"]
    assert (found["level"], found["fix"]) == ("warn", f"chmod 600 {key}")
    key.chmod(0o600)
    assert report(call, 0)["key file"]["level"] == "ok"


def test_a_full_disk_fails(call: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 5 * doctor.MB

    def usage(_place: Any) -> type[Usage]:
        return Usage

    monkeypatch.setattr(doctor.shutil, "disk_usage", usage)
    assert report(call, 1)["free space"]["level"] == "fail"


def test_plugins_that_cannot_be_loaded_fail(
    call: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert report(call, 0)["node kinds"]["level"] == "ok"
    monkeypatch.setenv("TREADLE_PLUGINS", "no_such_module_here")
    found = report(call, 1)["node kinds"]
    assert "no_such_module_here" in found["found"]
    assert found["fix"]


def test_a_folder_in_place_of_the_database_fails(call: Callable[..., CommandResult], tmp_path: Path) -> None:
    (tmp_path / "data" / "treadle.db").mkdir(parents=True)
    assert report(call, 1)["database"]["level"] == "fail"


@pytest.mark.parametrize("name", ["a file", "a file/below", "x" * 300, "x" * 300 + "/below"])
def test_every_command_reports_an_unusable_data_folder(
    call: Callable[..., CommandResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Names that are too long stand in for folders without access, since root has access to all."""
    (tmp_path / "a file").touch()
    monkeypatch.setattr(server, "is_current", lambda: True)
    place = ["--data", tmp_path / name]
    assert report(lambda *given: call(*given, *place), 1)["data folder"]["level"] == "fail"
    for command in (
        ["workflows"],
        ["show", 1],
        ["watch", 1],
        ["run", "x"],
        ["import", EXAMPLE],
        ["worker"],
        ["serve"],
    ):
        said = call(*command, *place)
        assert said.code in {1, 2}, command
        assert said.err.startswith("Error: "), command
        assert "\nFix:   " in said.err
        assert str(tmp_path / name) in said.err
