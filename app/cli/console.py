"""Output of the command line: results on stdout, everything about them on stderr."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.server.standard_streams import discard_output, open_missing_streams
from engine.errors import AuthorError, NotFoundError, TreadleError

if TYPE_CHECKING:
    from engine.values import Json
    from engine.workflow.validation import Problem

OK, FAILED, INVALID, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; it failed or was cancelled; what was given is not valid; Ctrl+C."""
_CONTROL = {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def prepare() -> None:
    """Prepare the streams for closed file descriptors, and for terminals whose encoding lacks a character."""
    open_missing_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def exit_code(error: TreadleError) -> int:
    """Return the exit code for an error: 2 where the caller can correct the input, else 1."""
    return INVALID if isinstance(error, AuthorError | NotFoundError) else FAILED


def plain(text: str) -> str:
    r"""Return text without control characters, so that a value cannot control the terminal.

    >>> plain("a\x1b[31mb\tc")
    'a[31mb\tc'
    """
    return text.translate(_CONTROL)


def one_line(text: str, length: int = 160) -> str:
    r"""Return text as one line of at most `length` characters.

    >>> one_line("so it\n  is"), one_line("abcdef", 4)
    ('so it is', 'abc…')
    """
    line = plain(" ".join(text.split()))
    return line if len(line) <= length else f"{line[: length - 1]}…"


def say(text: str = "") -> None:
    """Print a line of the result on stdout."""
    print(plain(text), flush=True)


def note(text: str) -> None:
    """Print a message on stderr; ignore a stream that is full or closed."""
    try:
        print(plain(text), file=sys.stderr, flush=True)
    except OSError:
        discard_output()


def say_json(value: Json, *, lines: bool = False) -> None:
    """Print JSON on stdout, UTF-8 whatever the terminal's encoding; with `lines` on one line."""
    import orjson

    body = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE | (0 if lines else orjson.OPT_INDENT_2))
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def show_error(error: TreadleError) -> None:
    """Print what, where, why and fix on stderr; every problem of a workflow that cannot run."""
    problems: Sequence[Problem] = getattr(error, "problems", ())
    if problems:
        show_problems("The workflow cannot run", problems)
        return
    parts = (("Error", error.what), ("Where", error.where), ("Why", error.why), ("Fix", error.fix))
    for name, text in parts:
        if text:
            note(f"{name + ':':<7}{one_line(text, 600)}")


def show_problems(headline: str, problems: Sequence[Problem]) -> None:
    """Print a numbered list of problems with their fixes on stderr."""
    note(f"{headline}: {len(problems)} problem{'' if len(problems) == 1 else 's'}.")
    for number, problem in enumerate(problems, 1):
        place = ", ".join(part for part in (problem.node, problem.port or problem.field) if part)
        kind = "Warning: " if problem.severity == "warning" else ""
        where = f"{one_line(place)}: " if place else ""
        note(f"{number:>3}. {kind}{where}{one_line(problem.what, 600)}")
        note(f"     Fix: {one_line(problem.fix, 600)}")
