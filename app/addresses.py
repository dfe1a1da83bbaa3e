"""Numbers and steps in addresses, within what the database can hold."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from engine.ids import LARGEST

RunNumber = Annotated[int, Path(ge=1, le=LARGEST, description="The run's number.")]
SeqInPath = Annotated[int, Path(ge=0, le=LARGEST, description="The number of an event of the run.")]
After = Annotated[int, Query(ge=0, le=LARGEST, description="The number of the last event you have.")]
At = Annotated[int | None, Query(ge=1, le=LARGEST, description="As it was after this event; else as it is.")]
Before = Annotated[int | None, Query(ge=1, le=LARGEST, description="The last run of the page before.")]
StepPath = Annotated[
    str,
    Query(
        pattern=r"^([0-9]+(\.[0-9]+)*)?$",
        max_length=200,
        description="The step's index in each frame around it, joined by `.`; empty outside frames.",
    ),
]
Offset = Annotated[int, Query(ge=0, le=LARGEST, description="The first character of the page.")]
