"""TypeScript from models: every form a message may have."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from app.reference.protocol import SECTIONS
from app.reference.typescript import Section, declarations
from editor.protocol import Message


class Colour(StrEnum):
    """A colour."""

    RED = "red"
    GREY = "grey"


class Dot(Message):
    """A dot,
    with a size.
    """

    do: Literal["dot"] = "dot"
    size: Annotated[int, Field(description="Pixels.")]
    colour: Colour | None


class Line(Message):
    do: Literal["line"] = "line"
    ends: tuple[tuple[float, float], ...]
    within: tuple[Shape, ...]
    marks: list[str | None]
    by_name: dict[str, Dot]
    anything: Any
    told: Annotated[str | None, Field(exclude_if=lambda value: value is None)] = None
    own: Annotated[dict[str, Any], Field(json_schema_extra={"x-typescript": "Partial<Dot>"})]
    source: Annotated[bool, Field(validation_alias="from", serialization_alias="from")]


Shape = Annotated[Dot | Line, Field(discriminator="do")]
Line.model_rebuild()


class Empty(Message):
    pass


def written(name: str, type_: Any) -> str:
    return declarations([Section("it", {name: type_})]).partition("\n\n")[2]


def test_every_form() -> None:
    assert (
        written("Shape", Shape)
        == """/** A colour. */
export type Colour = "red" | "grey";

/** A dot, with a size. */
export interface Dot {
  do: "dot";
  size: number; // Pixels.
  colour: Colour | null;
}

export interface Line {
  do: "line";
  ends: [number, number][];
  within: Shape[];
  marks: (string | null)[];
  by_name: Record<string, Dot>;
  anything: unknown;
  told?: string;
  own: Partial<Dot>;
  from: boolean;
}

export type Shape = Dot | Line;
"""
    )


def test_a_long_description_stands_above_its_field() -> None:
    class Wordy(Message):
        one: Annotated[str, Field(description="so " * 60)]

    lines = written("Wordy", Wordy).splitlines()
    assert [line[:8] for line in lines] == ["export i", "  // so ", "  // so ", "  one: s", "}"]
    assert max(map(len, lines)) <= 120


def test_nothing_is_an_empty_object() -> None:
    assert written("Empty", Empty) == "export type Empty = Record<string, never>;\n"


def test_two_types_of_one_name_are_refused() -> None:
    inner = type("Dot", (Message,), {"__annotations__": {"x": "int"}, "__module__": "elsewhere"})

    class Both(Message):
        one: Dot
        other: inner  # pyright: ignore[reportInvalidTypeForm] - made here, of the same name

    with pytest.raises(ValueError, match="the same name"):
        written("Both", Both)


def test_every_type_is_written_once_and_before_it_is_used_elsewhere() -> None:
    text = declarations(SECTIONS)
    names = [line.split()[2] for line in text.splitlines() if line.startswith("export ")]
    assert len(names) == len(set(names)) > 50
    assert text.index("interface Port") < text.index("interface Kind") < text.index("interface Catalogue")
