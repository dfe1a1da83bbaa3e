"""The catalogue: node kinds with their ports and forms. `GET /api/v1/kinds`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pydantic

from editor.protocol.message import Message
from engine.values import PortType
from engine.workflow.kinds import Pool, Role

Number = int | float
Widget = Literal[
    "text", "textarea", "code", "template", "number", "slider", "switch", "select", "segmented", "tags",
    "rows", "condition", "json", "credential", "map",
]  # fmt: skip


class Port(Message):
    """An input or output port."""

    name: str
    type: PortType
    title: str
    required: Annotated[bool, pydantic.Field(description="Of inputs only.")]
    many: Annotated[bool, pydantic.Field(description="An input that takes several edges; otherwise one.")]


class Option(Message):
    """A choice of a select."""

    value: Any
    title: str


class ShowIf(Message):
    """A field is shown while another one has one of these values."""

    field: str
    equals: tuple[Any, ...]


class Field(Message):
    """A form field, made from the kind's JSON Schema by editor/forms.py."""

    name: str
    title: str
    help: str
    widget: Annotated[
        Widget,
        pydantic.Field(
            description="What to draw. tags: list of texts. rows: list of objects, its columns in `fields`. condition: "
            "a comparison tree of engine/expressions/conditions.py. map: text to text."
        ),
    ]
    required: bool
    default: Any
    placeholder: str
    options: tuple[Option, ...]
    minimum: Number | None
    maximum: Number | None
    step: Number | None
    max_length: Annotated[int | None, pydantic.Field(description="Characters.")]
    fields: Annotated[tuple[Field, ...], pydantic.Field(description="The columns of rows.")]
    credential: Annotated[str | None, pydantic.Field(description="The type of credential.")]
    show_if: ShowIf | None


class Kind(Message):
    """A node kind."""

    name: str
    version: int
    title: str
    category: str
    icon: Annotated[str, pydantic.Field(description='A lucide name: "eraser".')]
    help: str
    synonyms: tuple[str, ...]
    inputs: tuple[Port, ...]
    outputs: Annotated[
        tuple[Port, ...],
        pydantic.Field(description="For the default config; a node's own are in NodeView.outputs."),
    ]
    form: tuple[Field, ...]
    defaults: dict[str, Any]
    pool: Pool
    role: Annotated[
        Role, pydantic.Field(description="start: its form is the run's input. result: what a run gives.")
    ]


class Category(Message):
    """A group of kinds, in the order of the palette."""

    name: str
    title: str


class StoredCredential(Message):
    """A credential that can be chosen, without its secret."""

    name: str
    type: str


class Catalogue(Message):
    """Everything the palette and the forms need."""

    kinds: tuple[Kind, ...]
    categories: tuple[Category, ...]
    coercions: Annotated[
        tuple[tuple[PortType, PortType, str], ...],
        pydantic.Field(
            description="Allowed besides equal types and `any` on either side: from, to, in words."
        ),
    ]
    credentials: tuple[StoredCredential, ...]
