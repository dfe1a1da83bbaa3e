from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.docs.examples import DOCS, ROOT, Step, agrees, pages_that_run, steps_of

SERVED = "http://127.0.0.1:8420"
"""The address that the pages name; the tests put the one of their server in its place."""


@pytest.fixture
def sandbox(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder with `treadle` on the path and an environment without settings."""
    programs = tmp_path / "bin"
    programs.mkdir()
    serve = "import sys, app.server.serve as s; s.is_current = lambda: True; from app.cli import main; sys.exit(main())"
    for name, call in (("treadle", f"-c '{serve}'"), ("python", "")):
        script = programs / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n')
        script.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TREADLE_")}
    folder = tmp_path / "d"
    folder.mkdir()
    return (
        folder,
        {
            **kept,
            "PATH": f"{programs}{os.pathsep}{kept.get('PATH', '')}",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
            "PYTHONWARNINGS": "default",
            "TREADLE_WORKERS": "1",
        },
    )


@pytest.mark.parametrize("path", pages_that_run(), ids=lambda path: str(path.relative_to(DOCS)))
def test_the_commands_of_a_page_run_and_print_what_it_shows(
    path: Path, sandbox: tuple[Path, dict[str, str]]
) -> None:
    folder, environment = sandbox
    steps = steps_of(path)
    served = [step for step in steps if step.run and SERVED in step.body]
    server = _serve(folder, environment) if served else None
    try:
        if any("data" in step.marks for step in steps):
            subprocess.run(["treadle", "run", "article_triage"], cwd=folder, env=environment, check=True)
        for step in steps:
            _do(path, step, folder, environment, server[1] if server else SERVED)
    finally:
        if server:
            server[0].terminate()
            server[0].communicate(timeout=40)


def _do(path: Path, step: Step, folder: Path, environment: dict[str, str], url: str) -> None:
    where = f"{path.relative_to(ROOT)}:{step.line}"
    if step.file:
        (folder / step.file).write_text(step.body, encoding="utf-8")
    if not step.run:
        return
    body = step.body.replace(SERVED, url)
    call = (
        ["python", "-c", body] if step.language == "python" else ["bash", "-e", "-o", "pipefail", "-c", body]
    )
    done = subprocess.run(
        call, cwd=folder, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == step.exit, f"{where}: exit code {done.returncode}\n{said}"
    if step.output is not None:
        assert agrees(step.output, said), f"{where} shows\n{step.output}\nbut printed\n{said}"


def _serve(folder: Path, environment: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    server = subprocess.Popen(
        ["treadle", "serve", "--port", "0", "--no-open"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    said = server.stdout.readline()
    assert said.startswith("Treadle is at "), said
    _until_it_has_a_worker(folder, environment)
    return server, said.split()[3]


def _until_it_has_a_worker(folder: Path, environment: dict[str, str]) -> None:
    for _ in range(60):
        done = subprocess.run(
            ["treadle", "doctor"], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        if "1 at work" in done.stdout:
            return
        time.sleep(0.2)
    raise AssertionError(done.stdout)


def test_an_output_that_differs_is_noticed() -> None:
    assert agrees("a\n…\nc", "x\na\nb\nc\n")
    assert agrees("Run 1 succeeded in …", "Run 1 succeeded in 20 ms.")
    assert not agrees("a\n…\nd", "a\nb\nc\n")
    assert not agrees("Run 2", "Run 1 succeeded")
