"""docs/reference/keyboard.md: the editor's keys, from the list that its own sheet (`?`) shows."""

from __future__ import annotations

import re
from pathlib import Path

from app.reference.markdown import page as whole
from app.reference.markdown import table
from engine.errors import EngineError

_SOURCE = "assets/src/flow/keymap.ts"
_GROUP = re.compile(r'title: "([^"]+)", keys: \[(.*?)\]\s*\}', re.DOTALL)
_KEY = re.compile(r'\["([^"]+)", "([^"]+)"\]')
_INTRODUCTION = """The editor shows this list on `?`. Single keys act while the canvas has the keyboard, never while you
type; on macOS, Cmd does what Ctrl does. Everything that can be dragged can be done by key or click too."""


def page(root: Path) -> str:
    """Return the page; `root` is the checkout, whose sources list the keys. Raises `EngineError` when none is found."""
    groups = _GROUP.findall((root / _SOURCE).read_text(encoding="utf-8"))
    if not groups:
        raise EngineError(
            "The list of keys cannot be read.", where=_SOURCE, fix="Adapt app/reference/keyboard.py."
        )
    parts: list[str] = []
    for title, keys in groups:
        rows = [[f"`{key}`", does] for key, does in _KEY.findall(keys)]
        parts += [f"## {title}", table(["key", "does"], rows)]
    return whole("Keys", _INTRODUCTION, *parts)
