from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli import main
from tests.app.cli.command import CommandResult, Treadle


@pytest.fixture
def treadle(tmp_path: Path) -> Iterator[Treadle]:
    found = Treadle(tmp_path)
    yield found
    found.end()


@pytest.fixture
def call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., CommandResult]:
    """Return a function that runs a command in this process; the data folder is below `tmp_path`."""
    for name in [name for name in os.environ if name.startswith("TREADLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TREADLE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> CommandResult:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return CommandResult(code, said.out, said.err)

    return run
