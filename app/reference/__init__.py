"""What is written from the code: the reference pages of the docs, and what the browser knows of Python.

`python -m app.reference` (`make docs`) writes them.

Each page is a function of what it describes, so a test can compare what is committed with what the code says now. A
new page is a new file here and a line in `pages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.reference import api, commands, events, keyboard, kinds, options, protocol, states, workflows
from engine.nodes import builtin

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "docs" / "reference"
FRONT_END = ROOT / protocol.FOLDER


def pages() -> dict[str, str]:
    """Return every file of `docs/reference` by its name. They are the same on every machine."""
    described = api.openapi()
    return {
        "kinds.md": kinds.page(builtin()),
        "cli.md": commands.page(),
        "api.md": api.page(described),
        "openapi.json": api.as_json(described),
        "workflow-format.md": workflows.page(),
        "workflow.schema.json": workflows.schema_file(),
        "states.md": states.page(),
        "settings.md": options.page(),
        "events.md": events.page(),
        "keyboard.md": keyboard.page(ROOT),
    }


def front_end() -> dict[str, str]:
    """Return the files of `FRONT_END` that are written from the code, by name. The same on every machine."""
    return protocol.files()


def write(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the files that changed; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, text in texts.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written
