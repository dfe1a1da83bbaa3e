"""A small catalogue for tests of edits: every sort of port, and outputs that follow from the config."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from engine.ids import PortName
from engine.values import PortType
from engine.workflow.declare import node
from engine.workflow.kinds import Catalogue, Emit, Example, Kind
from engine.workflow.ports import AnyValue, JsonObject, ListOf, Many, Number, Port, PortContext, Ports, Text

NOTHING = Example({}, {})


class OneText(NamedTuple):
    text: Text


class Several(NamedTuple):
    items: ListOf
    count: Number
    record: JsonObject


class Whatever(NamedTuple):
    value: AnyValue


@node(title="Source", category="start", icon="x", example=NOTHING)
def source() -> OneText:
    """Return a text."""
    return OneText("")


@node(title="Shout", category="text", icon="x", example=NOTHING)
def shout(text: Text, *, times: Annotated[int, Field(ge=1, le=9)] = 1) -> OneText:
    """Say it louder."""
    return OneText(text.upper() + "!" * times)


@node(title="Split up", category="text", icon="x", example=NOTHING)
def split_up(text: Text) -> Several:
    """Take a text apart."""
    return Several(text.split(), 1, {})


@node(title="Only a record", category="flow", icon="x", example=NOTHING)
def only_record(record: JsonObject) -> Whatever:
    """Take an object."""
    return Whatever(record)


@node(title="Gather", category="flow", icon="x", example=NOTHING)
def gather(values: Many) -> Whatever:
    """Take many values."""
    return Whatever(list(values))


def _ports(declared: Ports, config: Any, _known: PortContext) -> Ports:
    return declared._replace(
        outputs=tuple(Port(PortName(name), PortType.TEXT, name) for name in config.cases)
    )


@node(
    title="Choose",
    category="flow",
    icon="x",
    example=NOTHING,
    outputs=(Port(PortName("otherwise"), PortType.TEXT, "Otherwise"),),
    ports=_ports,
)
def choose(
    text: Text, *, cases: tuple[Annotated[str, Field(pattern="^[a-z]+$")], ...] = ("yes", "no")
) -> Emit:
    """Take one of several ways."""
    outputs: Mapping[str, str] = {cases[0]: text}
    return Emit(outputs)


KINDS: tuple[Kind, ...] = (source, shout, split_up, only_record, gather, choose)
CATALOGUE = Catalogue(KINDS)
