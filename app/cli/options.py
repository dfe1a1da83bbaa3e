"""Options that several commands share, and the settings made from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.data_folder import storage_errors
from engine.errors import AuthorError, NotFoundError
from engine.ids import LARGEST

if TYPE_CHECKING:
    from app.settings import Settings

Data = Annotated[
    Path | None,
    typer.Option("--data", envvar="TREADLE_DATA", help="The data folder.", show_default="data"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout and nothing else.")]
RunNumber = Annotated[int, typer.Argument(metavar="RUN", min=1, max=LARGEST, help="The run's number.")]


def settings_from(**given: Any) -> Settings:  # noqa: ANN401 - whatever the settings take
    """Return the settings of the environment, overridden by the given options. Raises `AuthorError`."""
    from pydantic import ValidationError

    from app.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        first["msg"] = first["msg"].removeprefix("Value error, ")
        name = str(first["loc"][0]) if first["loc"] else ""
        place = f"--{name}" if given.get(name) is not None else f"TREADLE_{name.upper()}"
        raise AuthorError(
            "A setting cannot be used.",
            where=place,
            why=first["msg"] if name == "password" else f"{first['msg']} (got {str(first['input'])[:80]!r})",
            fix="Correct it, or leave it out.",
        ) from error


def existing(data: Path | None) -> Settings:
    """Return the settings for a data folder that must exist. Raises `NotFoundError`."""
    settings = settings_from(data=data)
    with storage_errors(settings.data):
        there = (settings.data / "treadle.db").exists()
    if not there:
        raise NotFoundError(
            "There is no Treadle data here yet.",
            where=str(settings.data),
            fix="Name the folder with --data or TREADLE_DATA; `treadle serve` or `treadle run` makes one.",
        )
    return settings
