"""The public face: what node kinds of plugins and scripts import. All else is the product's own and may move.

from treadle import Context, Example, Number, Text, node
"""

from engine.errors import AuthorError, TargetError, TransientError, TreadleError
from engine.ids import PortName
from engine.values import Json, PortType
from engine.workflow.context import Context, Model, ModelAnswer, Services
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Catalogue, Delayed, Emit, Example, Kind, Role, Secret
from engine.workflow.ports import (
    AnyValue,
    Arrival,
    Boolean,
    InputField,
    Inputs,
    JsonObject,
    ListOf,
    Many,
    Number,
    Port,
    PortContext,
    Ports,
    Text,
)

__all__ = [
    "AnyValue",
    "Arrival",
    "AuthorError",
    "Boolean",
    "Catalogue",
    "Context",
    "Delayed",
    "Emit",
    "Example",
    "InputField",
    "Inputs",
    "Json",
    "JsonObject",
    "Kind",
    "ListOf",
    "Many",
    "Model",
    "ModelAnswer",
    "Note",
    "Number",
    "Port",
    "PortContext",
    "PortName",
    "PortType",
    "Ports",
    "Role",
    "Secret",
    "Services",
    "TargetError",
    "Text",
    "TransientError",
    "TreadleError",
    "node",
]
