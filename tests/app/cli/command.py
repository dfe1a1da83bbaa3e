from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "assets" / "templates" / "article_triage.json"
TEXTS = ROOT / "tests" / "quality" / "texts"
SERVE = "import sys, app.server.serve as s; s.is_current = lambda: True; from app.cli import main; sys.exit(main())"
"""`treadle serve` also where the canvas has not been built: these tests open no page."""


def text_of(name: str) -> str:
    if name.endswith(".txt"):
        return (TEXTS / name).read_text(encoding="utf-8")
    return tomllib.loads((TEXTS / name).read_text(encoding="utf-8"))["text"]


def node(id_: str, kind: str, **config: Any) -> dict[str, Any]:
    return {"id": id_, "kind": kind, "config": config}


def edge(source: str, target: str) -> dict[str, str]:
    """Return an edge between two ports, each given as `node.port`."""
    (source, source_port), (target, target_port) = source.split("."), target.split(".")
    return {"source": source, "source_port": source_port, "target": target, "target_port": target_port}


def definition(nodes: list[dict[str, Any]], edges: list[dict[str, str]], **rest: Any) -> dict[str, Any]:
    return {"format": "treadle.workflow/1", "name": "Tried", "nodes": nodes, "edges": edges, **rest}


def chain(*kinds: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """Return a chain of an input with a text field, the given nodes with ports `value`, and an output."""
    nodes = [node("text", "input", fields=[{"name": "text", "type": "text"}]), *kinds, node("end", "output")]
    ports = ["text.text", *(f"{kind['id']}.value" for kind in kinds)]
    targets = [*(f"{kind['id']}.value" for kind in kinds), "end.value"]
    return definition(nodes, [edge(*pair) for pair in zip(ports, targets, strict=True)], **rest)


def delayed(seconds: float) -> dict[str, Any]:
    return chain(node("wait", "delay", seconds=seconds))


class Treadle:
    """Runs the command line as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._started: list[subprocess.Popen[str]] = []

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TREADLE_")}
        fixed = {"PYTHONPATH": str(ROOT), "TREADLE_WORKERS": "1", "TREADLE_DATA": str(self.data)}
        return {**kept, **fixed, **more}

    def __call__(
        self, *arguments: str | Path, stdin: bytes = b"", **env: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            env=self.environment(**env),
            timeout=180,
            check=False,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def json(self, *arguments: str | Path, code: int = 0) -> Any:
        done = self(*arguments, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def start(self, *arguments: str | Path, **env: str) -> subprocess.Popen[str]:
        """Start a command and return its process, which is stopped at the end of the test."""
        call = ["-c", SERVE] if arguments[0] == "serve" else ["-m", "app.cli"]
        # Where the tests run in the background of a script, Ctrl+C is ignored, and a child would inherit that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        process = subprocess.Popen(
            [sys.executable, *call, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=self.environment(**env),
        )
        self._started.append(process)
        return process

    def serve(self, **env: str) -> tuple[subprocess.Popen[str], str]:
        """Start the server and return its process and URL once it answers."""
        process = self.start("serve", "--port", "0", "--no-open", **env)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("Treadle is at "):
            process.kill()
            pytest.fail(f"the server did not start: {process.communicate()}")
        return process, line.split()[3]

    def file(self, content: Any, name: str = "tried.json") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def end(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.terminate()
        for process in self._started:
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


@dataclass(frozen=True)
class CommandResult:
    code: int
    out: str
    err: str
