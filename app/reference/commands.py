"""docs/reference/cli.md: every command with its arguments and options, from the commands themselves."""

from __future__ import annotations

from typing import Any

import typer

from app.cli import cli
from app.reference.markdown import block, table
from app.reference.markdown import page as whole

_INTRODUCTION = """`treadle` is installed by `pip install .`; in a checkout it is `.venv/bin/treadle`. Every command
has `--help`. What a command finds goes to standard output and everything about it to standard error, so that output
can be piped. Errors are shown in four lines: what, where, why, fix."""
_HABITUAL = """The data folder is the one of `--data`, else of `TREADLE_DATA`, else `data` in the current folder. All
[settings](settings.md) can be given as environment variables."""


def page() -> str:
    """Return the page as Markdown."""
    root: Any = typer.main.get_command(cli)
    commands: dict[str, Any] = root.commands
    rows = [[f"[`{name}`](#treadle-{name})", _sentence(command)] for name, command in commands.items()]
    parts = [_command(name, command) for name, command in commands.items()]
    return whole("Command line", _INTRODUCTION, _HABITUAL, table(["command", "does"], rows), *parts)


def _sentence(command: Any) -> str:  # noqa: ANN401 - the command class is the library's own, of no public name
    return str(command.help or "").partition("\n\n")[0]


def _command(name: str, command: Any) -> str:  # noqa: ANN401 - same
    arguments = [one for one in command.params if not one.opts[0].startswith("-")]
    options = [one for one in command.params if one.opts[0].startswith("-")]
    usage = " ".join(["treadle", name, *(_metavar(one) for one in arguments), "[OPTIONS]" * bool(options)])
    rows = [[f"`{_metavar(one)}`", one.help or "", _default(one)] for one in arguments]
    rows += [[_spelled(one), _meaning(one), _default(one)] for one in options]
    parts = [f"## treadle {name}", block(usage), str(command.help or "")]
    return "\n\n".join([*parts, table(["", "meaning", "default"], rows)] if rows else parts)


def _metavar(one: Any) -> str:  # noqa: ANN401 - same
    return str(one.metavar or one.name.upper())


def _spelled(one: Any) -> str:  # noqa: ANN401 - same
    names = ", ".join(f"`{name}`" for name in [*one.opts, *one.secondary_opts])
    return names if one.is_flag else f"{names} `{one.metavar or 'VALUE'}`"


def _meaning(one: Any) -> str:  # noqa: ANN401 - same
    return f"{one.help or ''} {f'(`{one.envvar}`)' if one.envvar else ''}".strip()


def _default(one: Any) -> str:  # noqa: ANN401 - same
    if one.required:
        return "required"
    if isinstance(one.show_default, str):
        return one.show_default
    return "" if one.default is None or one.is_flag else f"`{one.default}`"
