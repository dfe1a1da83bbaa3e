"""`treadle run` as processes on real data folders."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import psutil
import pytest

from tests.app.cli.command import EXAMPLE, CommandResult, Treadle, definition, delayed, edge, node, text_of

STEP = {"node", "path", "kind", "status", "attempt", "duration_ms", "input", "output", "error"}
TEXTS = ["development/news-crane.toml", "development/tech-wal.toml", "licence.txt"]
REFUSED = definition(
    [node("call", "http_request", url="http://127.0.0.1:9/"), node("end", "output")],
    [edge("call.response", "end.value")],
)


def line_with(stream: IO[str] | None, word: str) -> str:
    assert stream is not None
    for line in stream:
        if word in line:
            return line
    raise AssertionError(f"no line with {word!r}")


def wait_for_worker(treadle: Treadle) -> None:
    """Wait until a worker runs on the data folder."""
    until = time.monotonic() + 60
    while not any(
        line.startswith("ok    worker       1 at work") for line in treadle("doctor").stdout.splitlines()
    ):
        assert time.monotonic() < until


def worker_of(treadle: Treadle, run: int) -> set[str]:
    """Return the worker groups that executed a run's steps."""
    events = [json.loads(line) for line in treadle("watch", str(run), "--json").stdout.splitlines()]
    return {event["data"]["worker"].split(":")[0] for event in events if event["type"] == "step_started"}


def test_the_example_on_three_kinds_of_text(treadle: Treadle) -> None:
    for name in TEXTS:
        text = text_of(name)
        path = treadle.folder / "text.txt"
        path.write_text(text, encoding="utf-8")
        result = treadle.json("run", EXAMPLE, "--input", f"@{path}")
        assert list(result) == ["run", "workflow", "status", "steps", "output"]
        assert (result["status"], result["workflow"]) == ("succeeded", "article_triage")
        assert all(set(step) == STEP for step in result["steps"])
        steps = {step["node"]: step for step in result["steps"]}
        assert steps["article"]["output"] == {"text": text}
        assert steps["clean_text"]["input"] == {"text": text}
        assert 0 < len(steps["summarize"]["output"]["summary"]) < len(text) / 2
        assert 1 <= len(steps["extract_keywords"]["output"]["keywords"]) <= 8
        assert steps["summarize"]["duration_ms"] >= 0
        notes = [steps[name] for name in ("travel_note", "archive_note")]
        assert sorted(step["status"] for step in notes) == ["skipped", "succeeded"]
        assert list(result["output"]) == [step["node"] for step in notes if step["status"] == "succeeded"]
        assert steps["summarize"]["output"]["summary"] in next(iter(result["output"].values()))
    assert len(text_of(TEXTS[-1])) > 20_000
    assert treadle.json("show", "3") == result
    assert [run["id"] for run in treadle.json("runs")] == [3, 2, 1]


def test_a_fresh_folder_runs_the_example_by_name_and_ends_its_own_worker(treadle: Treadle) -> None:
    done = treadle("run", "Article triage", "--input", "-", stdin=text_of(TEXTS[0]).encode())
    assert done.returncode == 0, done.stderr
    assert "Clean text succeeded in" in done.stdout
    assert "Run 1 succeeded in" in done.stdout
    assert "was skipped" in done.stdout
    assert done.stderr == ""
    ours = [process for process in psutil.process_iter(["environ"]) if _is_on(process, treadle.data)]
    assert ours == []


def _is_on(process: psutil.Process, data: Path) -> bool:
    return (process.info["environ"] or {}).get("TREADLE_DATA") == str(data)


def test_a_failed_run_exits_with_1_and_says_what_to_do(treadle: Treadle) -> None:
    done = treadle("run", treadle.file(REFUSED))
    assert done.returncode == 1
    assert "Run 1 failed" in done.stdout
    titles = [line.partition(":")[0] for line in done.stderr.splitlines()]
    assert titles[:4] == ["Error", "Where", "Why", "Fix"]
    assert "Traceback" not in done.stderr
    result = treadle.json("run", treadle.file(REFUSED), code=1)
    assert list(result) == ["run", "workflow", "status", "steps", "output"]
    assert result["output"] is None
    steps = {step["node"]: step for step in result["steps"]}
    assert steps["call"]["error"]["fix"]
    assert steps["end"]["status"] != "succeeded"


def test_labels_with_quotes_and_emoji_are_shown_as_they_are(treadle: Treadle) -> None:
    label = 'He said "run" 🎾 [bold]x[/bold]'
    path = treadle.file({**delayed(0), "layout": {"labels": {"wait": label, "end": "a\x1b[31mred"}}})
    done = treadle("run", path, "--input", "a\u202fb “c” 🎾")
    assert done.returncode == 0, done.stderr
    assert f"{label} started" in done.stdout
    assert "\x1b" not in done.stdout
    assert "a\u202fb “c” 🎾" in done.stdout
    narrow = treadle("run", path, "--input", "🎾", PYTHONUTF8="0", PYTHONIOENCODING="latin-1")
    assert narrow.returncode == 0, narrow.stderr
    assert "\\U0001f3be" in narrow.stdout


def test_20_mb_come_out_unchanged(treadle: Treadle) -> None:
    text = ("Gefährten – “so it is”\n" * 900_000)[:19_000_000]
    path = treadle.folder / "big.txt"
    path.write_text(text, encoding="utf-8")
    assert path.stat().st_size > 20_000_000
    result = treadle.json("run", treadle.file(delayed(0)), "--input", f"@{path}")
    assert result["output"] == {"end": text}


def test_the_example_on_20_mb(treadle: Treadle) -> None:
    path = treadle.folder / "big.txt"
    path.write_text((text_of("licence.txt") * 600)[:20_000_000], encoding="utf-8")
    assert treadle.json("run", EXAMPLE, "--input", f"@{path}")["status"] == "succeeded"


def test_an_input_beyond_the_limit_is_refused(
    call: Callable[..., CommandResult], tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("TREADLE_VALUE_LIMIT_MB", "1")
    (tmp_path / "big.txt").write_bytes(b"a" * 1_200_000)
    said = call("run", EXAMPLE, "--input", "@big.txt", "--json")
    assert (said.code, said.out) == (2, "")
    assert "too large: at most 1 MB" in said.err
    assert "TREADLE_VALUE_LIMIT_MB" in said.err
    (tmp_path / "quotes.txt").write_bytes(b'"' * 900_000)  # fits as a file, and not as JSON
    said = call("run", EXAMPLE, "--input", "@quotes.txt")
    assert said.code == 2
    assert "1.8 MB" in said.err
    assert json.loads(call("runs", "--json").out) == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("é".encode("latin-1"), "byte 0xe9 at offset 0, line 1"),
        (b"fine\nfine\n\xff", "byte 0xff at offset 10, line 3"),
        ("text".encode("utf-16"), "mark of UTF-16"),
        ("text".encode("utf-32"), "mark of UTF-32"),
    ],
)
def test_another_encoding_is_reported(
    call: Callable[..., CommandResult], tmp_path: Path, body: bytes, why: str
) -> None:
    (tmp_path / "text.txt").write_bytes(body)
    said = call("run", EXAMPLE, "--input", "@text.txt")
    assert said.code == 2
    assert "not UTF-8" in said.err
    assert why in said.err
    assert "iconv" in said.err


def test_unknown_names_are_reported(call: Callable[..., CommandResult], tmp_path: Path) -> None:
    call("import", EXAMPLE)
    for arguments, words in [
        (("run", "article_triagge"), ["no workflow 'article_triagge'", "Did you mean 'article_triage'?"]),
        (("run", "42; drop table"), ["no workflow '42; drop table'", "it is no id either"]),
        (("run", "x" * 5000), ["no workflow"]),
        (("run", "nul\0byte"), ["no workflow"]),
        (("run", "article_triage", "--input", "@missing.txt"), ["cannot be read", "missing.txt"]),
        (("run", "article_triage", "--input", f"@{tmp_path}"), ["cannot be read"]),
        (("export", "nothing"), ["no workflow 'nothing'"]),
        (("show", "99"), ["There is no run 99."]),
        (("cancel", "99"), ["There is no run 99."]),
        (("resume", "99"), ["There is no run 99."]),
        (("watch", "99"), ["There is no run 99."]),
        (("runs", "--status", "fine"), ["no run status 'fine'", "succeeded"]),
        (("runs", "--trigger", "nowhere"), ["No run comes from 'nowhere'", "editor, api, cli"]),
        (("runs", "--data", "elsewhere"), ["no Treadle data here", "elsewhere"]),
        (("show", "one"), ["RUN"]),
    ]:
        said = call(*arguments)
        assert said.code == 2, arguments
        assert said.out == ""
        for word in words:
            assert word in said.err, (arguments, said.err)
        assert "Traceback" not in said.err
    assert not (tmp_path / "elsewhere").exists()


def test_a_setting_that_cannot_be_used(
    call: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TREADLE_LEASE_S", "soon")
    said = call("runs")
    assert said.code == 2
    assert "TREADLE_LEASE_S" in said.err
    assert "'soon'" in said.err


def test_a_data_folder_that_cannot_be_made(call: Callable[..., CommandResult], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = call("run", EXAMPLE, "--data", tmp_path / "file" / "data")
    assert said.code == 1
    assert said.err.startswith("Error: The data folder cannot be made.")


def test_a_live_worker_does_the_run(treadle: Treadle) -> None:
    treadle.json("run", EXAMPLE)
    worker = treadle.start("worker")
    wait_for_worker(treadle)
    treadle.json("run", EXAMPLE)
    treadle.json("run", EXAMPLE)
    assert worker_of(treadle, 2) == worker_of(treadle, 3) != worker_of(treadle, 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0


def test_a_worker_that_dies_meanwhile_is_replaced(treadle: Treadle) -> None:
    treadle.json("run", EXAMPLE)
    worker = treadle.start("worker")
    wait_for_worker(treadle)
    run = treadle.start("run", treadle.file(delayed(2)), "--input", "so it is")
    line_with(run.stdout, "waits")
    worker.kill()
    assert line_with(run.stdout, "Run 2 succeeded")
    _, err = run.communicate(timeout=60)
    assert run.returncode == 0, err
    assert len(worker_of(treadle, 2)) == 2


def test_ctrl_c_keeps_the_run_and_says_how_to_go_on(treadle: Treadle) -> None:
    run = treadle.start("run", treadle.file(delayed(600)), "--input", "so it is")
    line_with(run.stdout, "waits")
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Run 1 is kept." in err
    assert "treadle cancel 1" in err
    assert treadle.json("show", "1")["status"] == "running"
    found = treadle("doctor")
    assert "none at work, and runs are waiting" in found.stdout
    assert treadle("cancel", "1").stdout == "Run 1: cancelled.\n"
    assert treadle("cancel", "1").stdout == "Run 1 had ended before: cancelled.\n"
    assert treadle("watch", "1").returncode == 1
    resumed = treadle("resume", "1")
    assert resumed.stdout == "Run 1 goes on.\n"
    assert "treadle serve" in resumed.stderr
    assert treadle("resume", "1").returncode == 2
    assert treadle.json("show", "1")["status"] == "running"


def test_a_terminal_sees_the_list_of_steps(treadle: Treadle) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "run", str(EXAMPLE)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=treadle.folder,
        env=treadle.environment(TERM="xterm", COLUMNS="120", LINES="40"),
    )
    os.close(slave)
    shown = b""
    while chunk := _read(master):
        shown += chunk
    os.close(master)
    assert process.wait(60) == 0
    text = shown.decode()
    assert "✓" in text
    assert "Extract keywords" in text
    assert "Run 1 succeeded in" in text


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""
