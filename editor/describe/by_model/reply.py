"""What a model replies, as a schema that strict structured output accepts, and as edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from editor.edits import parse_edit
from engine.errors import AnswerFormError, EditRefusedError

if TYPE_CHECKING:
    from editor.edits import Edit
    from engine.workflow.kinds import Catalogue

Doing = Literal["add_node", "connect", "disconnect", "remove_nodes", "set_config", "rename_node"]
LONGEST = 200
"""Edits, phrases and so on of one reply; more is no drawing of a sentence, and would hold up everybody's work."""
_NAMES = ("id", "kind", "label", "config", "source", "source_port", "target", "target_port")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ReplyEdit(_Part):
    """One edit, flat: strict schemas know no unions of objects that every server takes. `config` is JSON text."""

    do: Doing
    id: str | None = None
    kind: str | None = None
    label: str | None = None
    config: str | None = None
    source: str | None = None
    source_port: str | None = None
    target: str | None = None
    target_port: str | None = None

    def to_edit(self, catalogue: Catalogue) -> Edit:
        """Return the edit; raises `EditRefusedError` saying what is missing."""
        edge = {
            name: getattr(self, name) or "" for name in ("source", "source_port", "target", "target_port")
        }
        match self.do:
            case "add_node":
                newest = catalogue.newest(self.kind or "")
                raw: dict[str, Any] = {"do": "add_node", "id": self.id or "", "kind": self.kind or ""}
                raw |= {
                    "label": self.label or "",
                    "config": self._config(),
                    "version": newest.version if newest else 1,
                }
            case "connect":
                raw = {"do": "connect", "edge": edge}
            case "disconnect":
                raw = {"do": "disconnect", "edges": [edge]}
            case "remove_nodes":
                raw = {"do": "remove_nodes", "nodes": [self.id or ""]}
            case "set_config":
                raw = {"do": "set_config", "node": self.id or "", "changes": self._config()}
            case "rename_node":
                raw = {"do": "rename_node", "node": self.id or "", "label": self.label or ""}
        return parse_edit(raw)

    def _config(self) -> dict[str, Any]:
        try:
            found = orjson.loads(self.config or "{}")
        except orjson.JSONDecodeError as error:
            raise EditRefusedError(
                "The config is not JSON.",
                where=self.id or "",
                why=str(error),
                fix="Write one JSON object as text.",
            ) from error
        if not isinstance(found, dict):
            raise EditRefusedError(
                "The config is not an object.",
                where=self.id or "",
                why=str(found)[:80],
                fix="Write one JSON object.",
            )
        return cast("dict[str, Any]", found)


class ReplyPhrase(_Part):
    """A part of the description, in its own words, and the nodes it became."""

    text: str
    nodes: tuple[str, ...] = ()


class ReplyQuestion(_Part):
    """What a node still needs to know."""

    text: str
    node: str | None = None
    field: str | None = None


class Reply(_Part):
    """All that a model replies."""

    edits: Annotated[tuple[ReplyEdit, ...], Field(max_length=LONGEST)] = ()
    phrases: Annotated[tuple[ReplyPhrase, ...], Field(max_length=LONGEST)] = ()
    questions: Annotated[tuple[ReplyQuestion, ...], Field(max_length=LONGEST)] = ()
    not_understood: Annotated[tuple[str, ...], Field(max_length=LONGEST)] = ()


def parse_reply(value: object) -> Reply:
    """Read a reply; raises `AnswerFormError` naming the first part that is not of the schema."""
    try:
        return Reply.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise AnswerFormError(
            "The reply is not of the schema.",
            why=f"{'.'.join(map(str, first['loc'])) or 'the whole'}: {first['msg']}",
            fix="Use a model that can give structured answers.",
        ) from error


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_EDIT = _object(
    {
        "do": {
            "type": "string",
            "enum": ["add_node", "connect", "disconnect", "remove_nodes", "set_config", "rename_node"],
        }
    }
    | {name: dict(_MAYBE) for name in _NAMES}
)
_EDIT["properties"]["config"]["description"] = "The config as JSON text; of set_config only what changes."
_EDIT["properties"]["id"]["description"] = "The node that is added, removed, set or renamed."
REPLY_SCHEMA: dict[str, Any] = {
    "title": "Draft",
    **_object(
        {
            "edits": _array(_EDIT),
            "phrases": _array(_object({"text": _TEXT, "nodes": _array(_TEXT)})),
            "questions": _array(_object({"text": _TEXT, "node": _MAYBE, "field": _MAYBE})),
            "not_understood": _array(_TEXT),
        }
    ),
}
