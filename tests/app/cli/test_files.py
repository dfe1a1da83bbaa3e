"""Workflow files: their problems, and that import and export lose nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.inputs import DEFINITION_LIMIT
from tests.app.cli.command import EXAMPLE, ROOT, chain, definition, edge, node

CYCLIC = definition(
    [node("a", "clean_text"), node("b", "clean_text")], [edge("a.text", "b.text"), edge("b.text", "a.text")]
)
UNKNOWN_KIND = chain(node("count", "cuont_words"))
WRONG_CONFIG = definition([node("short", "summarize", sentences="many", colour=1)], [])


def write(folder: Path, content: Any) -> Path:
    path = folder / "tried.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_the_example_is_valid(call: Callable[..., Any]) -> None:
    said = call("validate", EXAMPLE)
    assert (said.code, said.err) == (0, "")
    assert json.loads(call("validate", EXAMPLE, "--json").out) == {"valid": True, "problems": []}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (CYCLIC, ["a → b → a", "Remove one of the edges"]),
        (UNKNOWN_KIND, ["no node kind 'cuont_words'"]),
        (WRONG_CONFIG, ["sentences", "colour", "short"]),
        (b"Dear all,\nthis is a letter.", ["This is not JSON", "line 1, column 1"]),
        (b"[1, 2]", ["must be a JSON object"]),
        (b"", ["This is not JSON"]),
        (b'{"format": "treadle.workflow/9"}', ["treadle.workflow/9"]),
        (
            definition([{"id": "Not An Id!", "kind": "output"}, {"kind": 5}], []),
            ["nodes.0.id", "nodes.1.kind"],
        ),
        (definition([node("a", "output")], [edge("a.value", "ghost.value")]), ["ghost"]),
        (definition([], []), ["no steps"]),
        ({**chain(), "layout": {"labels": {"end": 5}}}, ["layout.labels.end"]),
    ],
)
def test_every_problem_is_listed_with_a_fix(
    call: Callable[..., Any], tmp_path: Path, content: Any, words: list[str]
) -> None:
    path = write(tmp_path, content)
    said = call("validate", path)
    assert said.code == 2
    assert said.out == ""
    for word in words:
        assert word in said.err
    assert said.err.count("Fix:") == int(said.err.partition(": ")[2].split()[0]) >= 1
    found = json.loads(call("validate", path, "--json").out)
    assert found["valid"] is False
    assert all(problem["what"] and problem["fix"] for problem in found["problems"])


@pytest.mark.parametrize("content", [CYCLIC, UNKNOWN_KIND, WRONG_CONFIG, b"Dear all", b"[1]"])
def test_a_wrong_definition_is_not_run(call: Callable[..., Any], tmp_path: Path, content: Any) -> None:
    said = call("run", write(tmp_path, content), "--json")
    assert said.code == 2
    assert said.out == ""
    assert "Fix:" in said.err
    assert "Traceback" not in said.err
    if (tmp_path / "data").exists():
        assert json.loads(call("runs", "--json").out) == []


def test_a_file_that_is_not_there(call: Callable[..., Any], tmp_path: Path) -> None:
    for command in ("validate", "run", "import"):
        said = call(command, tmp_path / "missing.json")
        assert said.code == 2
        assert said.err.splitlines()[0] == "Error: The file cannot be read."
        assert "missing.json" in said.err
        assert "No such file" in said.err


def test_an_exported_workflow_is_imported_unchanged(call: Callable[..., Any], tmp_path: Path) -> None:
    labels = {"end": 'He said "run" 🎾 [bold]\\n'}
    path = write(tmp_path, {**chain(), "name": '“Quoted” & "plain" 🎾', "layout": {"labels": labels}})
    id_ = call("import", path).out.strip()
    assert id_ == "quoted_plain"
    assert call("export", id_, "-o", tmp_path / "out.json").code == 0
    exported = json.loads((tmp_path / "out.json").read_bytes())
    assert exported["name"] == '“Quoted” & "plain" 🎾'
    assert exported["layout"]["labels"] == labels
    assert exported == json.loads(call("export", '“quoted” & "PLAIN" 🎾').out)
    assert call("import", tmp_path / "out.json").out.strip() == "quoted_plain_2"
    listed = call("workflows").out
    assert "quoted_plain " in listed
    assert '“Quoted” & "plain" 🎾' in listed


def test_several_workflows_of_one_name_need_an_id(call: Callable[..., Any]) -> None:
    ids = [call("import", EXAMPLE).out.strip() for _ in range(2)]
    said = call("run", "Article triage")
    assert said.code == 2
    assert all(id_ in said.err for id_ in ids)


def test_a_workflow_with_problems_can_be_imported_but_not_run(
    call: Callable[..., Any], tmp_path: Path
) -> None:
    said = call("import", write(tmp_path, CYCLIC))
    assert said.code == 0
    assert "a → b → a" in said.err
    said = call("run", said.out.strip())
    assert said.code == 2
    assert "a → b → a" in said.err


def test_an_export_to_a_place_that_cannot_be_written(call: Callable[..., Any], tmp_path: Path) -> None:
    call("import", EXAMPLE)
    said = call("export", "article_triage", "-o", tmp_path / "no" / "where.json")
    assert said.code == 2
    assert "The file cannot be written." in said.err


def test_kinds_are_listed_with_schema_ports_and_example(call: Callable[..., Any]) -> None:
    kinds = {kind["kind"]: kind for kind in json.loads(call("kinds", "--json").out)}
    assert {"input", "clean_text", "summarize", "if", "http_request"} <= set(kinds)
    for kind in kinds.values():
        assert kind["config"]["type"] == "object"
        assert kind["examples"], kind["kind"]
        assert {"inputs", "outputs", "help", "category"} <= set(kind)
    lines = call("kinds").out
    assert all(name in lines for name in kinds)


@pytest.mark.parametrize("arguments", [["--help"], ["validate", str(EXAMPLE)], ["kinds"]])
def test_commands_without_a_database_load_no_database_library(arguments: list[str]) -> None:
    heavy = [
        "nicegui",
        "openai",
        "alembic",
        "sqlalchemy",
        "sqlmodel",
        "fastapi",
        "uvicorn",
        "huey",
        "websockets",
    ]
    code = (
        f"import sys; from app.cli import main; main({arguments}); loaded = set({heavy}) & set(sys.modules)"
    )
    code = f"{code}; print(loaded, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "set()"


def test_a_file_that_is_too_large_is_refused_with_a_fix(call: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(DEFINITION_LIMIT + 1)
    for command in ("validate", "import", "run"):
        said = call(command, path)
        assert said.code == 2
        assert "too large" in said.err
        assert "TREADLE_VALUE_LIMIT_MB" not in said.err
    said = call("run", EXAMPLE, "--input", f"@{path}")
    assert "TREADLE_VALUE_LIMIT_MB" in said.err
