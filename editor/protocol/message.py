"""What every message between Python and the browser is made of, and how it is written as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from engine.values import Json


class Message(BaseModel):
    """Base of everything that travels: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


def dump(message: BaseModel, *, include: set[str] | None = None) -> dict[str, Json]:
    """Return a message as JSON, by the names it has on the wire; with `include`, only these fields."""
    return message.model_dump(mode="json", by_alias=True, include=include)
