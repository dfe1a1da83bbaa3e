"""Markdown, as the reference pages need it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence

import orjson

from engine.values import Json

MADE = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Return a table. Cells are Markdown of one line.

    >>> print(table(["a", "b"], [["1", "x|y"]]))
    | a | b |
    |---|---|
    | 1 | x\|y |
    """
    lines = [_row(head), "|" + "---|" * len(head), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def code(value: object) -> str:
    """Return a value as inline JSON code.

    >>> code("a"), code(1.0), code(None)
    ('`"a"`', '`1`', '`null`')
    """
    shown = int(value) if isinstance(value, float) and value.is_integer() else value
    return f"`{orjson.dumps(shown).decode()}`"


def block(text: str, language: str = "") -> str:
    """Return a fenced block."""
    return f"```{language}\n{text.strip(chr(10))}\n```"


def json_block(value: Json) -> str:
    """Return a value as a block of indented JSON."""
    return block(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode(), "json")


def summary(documented: object) -> str:
    """Return the first paragraph of a docstring in one line."""
    return " ".join((inspect.getdoc(documented) or "").partition("\n\n")[0].split())


def page(title: str, *parts: str) -> str:
    """Return a page of parts that are separated by an empty line."""
    return "\n\n".join([f"# {title}", MADE, *(part.strip("\n") for part in parts if part)]) + "\n"
