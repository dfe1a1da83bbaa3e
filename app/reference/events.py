"""docs/reference/events.md: every event a run's history can hold, from the classes."""

from __future__ import annotations

import dataclasses
import types
from typing import Any, get_args, get_type_hints

from app.reference.markdown import page as whole
from app.reference.markdown import summary, table
from engine.ids import Hash, NodeId, StepKey, WorkerId
from engine.run import events as ev
from engine.run.packing import INLINE_BYTES
from engine.run.trigger import Trigger
from engine.run.waits import Wait, WaitKind

_INTRODUCTION = f"""A run is the list of what happened in it. Events are appended and never changed; each has a number
(`seq`, from 1 without gaps), a time (`at`, seconds since 1970) and the fields below. They are what the
[WebSocket](api.md#live-events), `treadle watch` and the scrubber show, and what [a run's state](states.md) is computed
from.

*Packed* values stand in their event up to {INLINE_BYTES} bytes of JSON (`{{"v": value}}`); larger ones are stored
once, by the hash of their content, and named (`{{"r": hash, "n": bytes, "p": one line}}`)."""
_WORDS: dict[Any, str] = {
    Hash: "hash",
    NodeId: "node id",
    WorkerId: "worker id",
    int: "whole number",
    float: "number",
    str: "text",
    ev.Packed: "packed",
    ev.Outputs: "packed, by port",
    type(None): "nothing",
    StepKey: "[node id, path]",
    Trigger: " or ".join(f"`{trigger.value}`" for trigger in Trigger),
    Wait: " or ".join(f'`{{"for": "{kind.value}", …}}`' for kind in WaitKind),
}


def page() -> str:
    """Return the page as Markdown."""
    parts = [_event(cls) for cls in ev.TYPES.values()]
    rows = [[f"[`{name}`](#{name})", summary(cls)] for name, cls in ev.TYPES.items()]
    return whole("Events", _INTRODUCTION, table(["type", "means"], rows), *parts)


def _event(cls: type[ev.Event]) -> str:
    hints = get_type_hints(cls)
    rows = [[f"`{field.name}`", _type(hints[field.name])] for field in dataclasses.fields(cls)]
    parts = [f"## {cls.type}", summary(cls)]
    return "\n\n".join([*parts, table(["field", "type"], rows)] if rows else parts)


def _type(hint: Any) -> str:  # noqa: ANN401 - a type expression
    known = next((word for of, word in _WORDS.items() if hint is of or hint == of), None)
    if known is not None:
        return known
    if isinstance(hint, types.UnionType):
        return " or ".join(_type(part) for part in get_args(hint))
    return f"list of {_type(get_args(hint)[0])}" if get_args(hint)[1:] == (...,) else "object"
