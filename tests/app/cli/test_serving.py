"""`treadle serve` as a process: its start, its end, and the files it leaves."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.composition import Parts
from app.server import worker_process
from app.server.address import server_of
from app.server.worker_process import KILLED, WorkerProcess
from app.settings import Settings
from app.workers import live_workers
from tests.app.cli.command import SERVE, CommandResult, Treadle
from tests.bounds import HANGING_S

BROKEN = SERVE.replace("from app.cli", "{}; from app.cli")
"""`treadle serve` with one thing broken in it."""


def until(true: Callable[[], object]) -> None:
    """Poll until a condition is true; another process makes it so."""
    ends = time.monotonic() + HANGING_S
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


@pytest.fixture
def serving(treadle: Treadle) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Return a function that starts the server by Python code, with a given standard output."""
    started: list[subprocess.Popen[bytes]] = []

    def start(code: str = SERVE, stdout: int = subprocess.PIPE, shell: str = "") -> subprocess.Popen[bytes]:
        call = [sys.executable, "-c", code, "serve", "--port", "0", "--no-open"]
        process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" {shell}', "sh", *call],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            cwd=treadle.folder,
            env=treadle.environment(),
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def workers_of(treadle: Treadle) -> int:
    with contextlib.closing(Parts.open(Settings(data=treadle.data))) as parts:
        return len(live_workers(parts))


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, err = process.communicate(timeout=HANGING_S)
    return process.returncode, err.decode()


def test_a_server_whose_output_was_closed_can_be_stopped(treadle: Treadle) -> None:
    process, _ = treadle.serve()
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None  # so that the clean-up does not read it
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) in {0, 120}  # 120: Python could not flush its output


@pytest.mark.parametrize("output", [">&-", ">/dev/full", "a pipe without a reader"])
def test_a_server_without_a_reader_serves_and_stops(
    treadle: Treadle, serving: Callable[..., subprocess.Popen[bytes]], output: str
) -> None:
    if output == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("this system has no such device")
    if output.startswith(">"):
        process = serving(stdout=subprocess.DEVNULL, shell=output)
    else:
        read, write = os.pipe()
        os.close(read)
        process = serving(stdout=write)
        os.close(write)
    until(lambda: server_of(treadle.data))
    until(lambda: workers_of(treadle) == 1)
    process.send_signal(signal.SIGTERM)
    code, err = ended(process)
    assert (code, err) == (0, "")
    assert workers_of(treadle) == 0


@pytest.mark.parametrize(
    "broken",
    [
        "s.print_status = None",
        "s._Server.serve = lambda *_, **__: s.asyncio.sleep(1)",
        "s.url_of = None",
    ],
)
def test_a_failing_part_ends_the_process_and_its_worker(
    treadle: Treadle, serving: Callable[..., subprocess.Popen[bytes]], broken: str
) -> None:
    process = serving(BROKEN.format(broken))
    code, _ = ended(process)
    assert code == 1
    until(lambda: workers_of(treadle) == 0)


def test_log_lines_have_time_and_level(serving: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = serving(BROKEN.format("import app.server.worker_process as w; w.command = lambda: ['false']"))
    assert process.stderr is not None
    line = process.stderr.readline().decode()
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} WARNING treadle\.server the worker ended", line), (
        line
    )


def test_the_files_of_a_new_folder_are_private(treadle: Treadle) -> None:
    treadle.data.mkdir(mode=0o755)  # made by the user; the files in it are private all the same
    before = os.umask(0o022)
    try:
        treadle.serve()
        until(lambda: workers_of(treadle) == 1)
        treadle("run", "article_triage", "--input", "The ferry is late.")
        found = {
            path.name: stat.S_IMODE(path.stat().st_mode) for path in treadle.data.iterdir() if path.is_file()
        }
    finally:
        os.umask(before)
    assert {"treadle.db", "queue.db", "server.json", "treadle.lock"} <= set(found)
    assert {name for name, mode in found.items() if mode & 0o077} == set()


async def test_a_second_signal_kills_the_worker_and_gives_another_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = tmp_path / "ready"
    ignores_sigterm = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(600)"
    )
    monkeypatch.setattr(worker_process, "command", lambda: [sys.executable, "-c", ignores_sigterm])
    worker = WorkerProcess(Settings(data=tmp_path))
    keeping = asyncio.create_task(worker.keep_running())
    async with asyncio.timeout(HANGING_S):
        while not ready.exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.02)
        keeping.cancel()
        draining = asyncio.create_task(worker.drain())
        await asyncio.sleep(0)
        assert not draining.done()
        worker.kill()
        assert await draining == KILLED


async def test_a_worker_that_cannot_be_started_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker_process, "command", lambda: [str(tmp_path / "nothing")])
    keeping = asyncio.create_task(WorkerProcess(Settings(data=tmp_path)).keep_running())
    async with asyncio.timeout(HANGING_S):
        while len(caplog.records) < 2:  # noqa: ASYNC110 - a log has no event
            await asyncio.sleep(0.02)
    assert not keeping.done()
    keeping.cancel()
    assert "no worker could be started" in caplog.text


def test_the_version_is_printed(call: Callable[..., CommandResult]) -> None:
    said = call("--version")
    assert said.code == 0
    assert re.fullmatch(r"treadle \d+\.\d+\.\d+\S*\n", said.out)


@pytest.mark.parametrize(
    "command", [("kinds",), ("kinds", "--json"), ("--help",), ("--version",), ("doctor",)]
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such device")
def test_output_to_a_full_device_is_reported(treadle: Treadle, command: tuple[str, ...]) -> None:
    done = shell(treadle, command, ">/dev/full")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The output cannot be written.\n"), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", ">&- <&- 2>&-", "2>/dev/null"])
def test_a_closed_stream_breaks_nothing(treadle: Treadle, closed: str) -> None:
    done = shell(treadle, ("kinds", "--json"), closed)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_input_is_reported(treadle: Treadle) -> None:
    done = shell(treadle, ("run", "article_triage", "--input", "-"), "<&-")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: Standard input is closed.\n")


def shell(treadle: Treadle, command: tuple[str, ...], streams: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, "-m", "app.cli", *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=treadle.folder,
        env=treadle.environment(),
        timeout=HANGING_S,
        check=False,
    )
