"""The code blocks of the docs that are run: files to write, commands, and their output."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_BLOCK = re.compile(r"^```(\w+)?[ ]*([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Step:
    """A file to write, or a script to run and its expected output."""

    language: str
    body: str
    line: int
    file: str | None = None
    run: bool = False
    exit: int = 0
    output: str | None = None
    marks: frozenset[str] = field(default_factory=frozenset)


def steps_of(page: Path) -> list[Step]:
    """Return the steps of a page in order: blocks marked `run` or `file=`, with the `output` block of each script."""
    text = page.read_text(encoding="utf-8")
    found: list[Step] = []
    for block in _BLOCK.finditer(text):
        language, info, body = block[1] or "", block[2].split(), block[3]
        named = dict(part.split("=", 1) for part in info if "=" in part)
        marks = frozenset(part for part in info if "=" not in part)
        line = text.count("\n", 0, block.start()) + 1
        if "output" in marks:
            assert found, f"{page.name}:{line}: nothing ran before this output"
            found[-1].output = body
        elif marks & {"run"} or "file" in named:
            assert set(named) <= {"file", "exit"}, f"{page.name}:{line}: {info}"
            runs = "run" in marks
            found.append(
                Step(language, body, line, named.get("file"), runs, int(named.get("exit", 0)), marks=marks)
            )
    return found


def pages_that_run() -> list[Path]:
    return [page for page in sorted(DOCS.rglob("*.md")) if any(step.run for step in steps_of(page))]


def agrees(shown: str, printed: str) -> bool:
    """Return whether output matches the one shown on a page, where `…` stands for anything."""
    parts = [re.escape(part.strip("\n")) for part in shown.strip().split("…")]
    return re.search(r"(?:.|\n)*?".join(parts), printed) is not None
