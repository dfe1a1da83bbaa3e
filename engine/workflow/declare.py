"""Declaring a node kind: one function, one file.

The signature is the schema: positional parameters are input ports, keyword-only parameters are the config, the
NamedTuple that is returned gives the output ports. The docstring is the help, the example is test and docs
(after datasette's `views/table_extras.py`). Nothing registers itself: a declaration is a value.

    class Words(NamedTuple):
        count: Number

    @node(title="Count words", category="text", icon="hash", example=Example({"text": "a b"}, {"count": 2}))
    def count_words(text: Text, *, at_least: Annotated[int, Field(ge=1)] = 1) -> Words:
        \"\"\"Count the words of a text.\"\"\"
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from engine.errors import EngineError
from engine.ids import KindName, PortName
from engine.values import Json, PortType
from engine.workflow.context import Context
from engine.workflow.kinds import Example, FormOf, Kind, Pool, PortsOf, Role, Secret
from engine.workflow.ports import InputsMark, Many, Port, Ports


class _NoteMark:
    """Marks a field of a result that is recorded and shown, but is no port."""


Note = Annotated[Json, _NoteMark()]
_Mark = TypeVar("_Mark")


def node(  # noqa: PLR0913 - a declaration; every argument is a keyword
    *,
    title: str,
    category: str,
    icon: str,
    example: Example | tuple[Example, ...],
    synonyms: tuple[str, ...] = (),
    version: int = 1,
    name: str | None = None,
    role: Role = Role.STEP,
    pure: bool = True,
    outputs: tuple[Port, ...] | None = None,
    ports: PortsOf | None = None,
    form: FormOf | None = None,
    brief: Callable[[Any], str] | None = None,
    timeout_s: float = 60.0,
) -> Callable[[Callable[..., Any]], Kind]:
    """Declare a node kind. `synonyms` are the words people use for it; `brief` puts a config in a few words.

    `outputs` is needed only where the function returns `Emit` or `Delayed`. `ports` makes a node's ports from the
    declared ones, its config and what else is known; `form` the form of a kind that starts runs. `timeout_s` limits
    one attempt unless the node says otherwise.
    """

    def declare(call: Callable[..., Any]) -> Kind:
        hints = get_type_hints(call, include_extras=True)
        parameters = list(inspect.signature(call).parameters.values())
        takes_context = bool(parameters) and hints.get(parameters[0].name) is Context
        positional = [p for p in parameters[takes_context:] if p.kind is not inspect.Parameter.KEYWORD_ONLY]
        keyword = [p for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY]
        found, notes = _outputs(hints.get("return"))
        kind_name = name or call.__name__
        takes_inputs = bool(positional) and bool(_marks(hints[positional[-1].name], InputsMark))
        inputs = tuple(_input(p, hints[p.name]) for p in positional[: len(positional) - takes_inputs])
        return Kind(
            name=KindName(kind_name),
            version=version,
            title=title,
            category=category,
            icon=icon,
            help=inspect.cleandoc(call.__doc__ or ""),
            synonyms=synonyms,
            role=role,
            config=_config_model(kind_name, keyword, hints),
            declared=Ports(inputs, outputs if outputs is not None else found),
            ports_of=ports,
            form_of=form,
            brief_of=brief,
            notes=notes,
            pure=pure,
            pool=Pool.ASYNC if inspect.iscoroutinefunction(call) else Pool.SYNC,
            examples=example if isinstance(example, tuple) else (example,),
            call=call,
            takes_context=takes_context,
            takes_inputs=takes_inputs,
            secrets={p.name: mark for p in keyword for mark in _marks(hints[p.name], Secret)},
            timeout_s=timeout_s,
        )

    return declare


def _marks(hint: object, mark: type[_Mark]) -> list[_Mark]:
    if get_origin(hint) is not Annotated:
        return []
    return [part for part in get_args(hint)[1:] if isinstance(part, mark)]


def _config_model(name: str, parameters: list[inspect.Parameter], hints: dict[str, Any]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        p.name: (hints[p.name], ... if p.default is inspect.Parameter.empty else p.default)
        for p in parameters
    }
    title = "".join(part.title() for part in name.split("_"))
    return create_model(f"{title}Config", __config__=ConfigDict(frozen=True, extra="forbid"), **fields)


def _input(parameter: inspect.Parameter, hint: object) -> Port:
    types = _marks(hint, PortType)
    if not types:  # `Text | None` hides the mark one level down
        types = [mark for part in get_args(hint) for mark in _marks(part, PortType)]
    if not types:
        raise EngineError(
            f"Parameter {parameter.name!r} has no port type.", fix="Annotate it with Text, ListOf, …"
        )
    many = get_args(hint)[:1] == get_args(Many)[:1]
    required = parameter.default is inspect.Parameter.empty
    return Port(PortName(parameter.name), types[0], _title(parameter.name), required=required, many=many)


def _outputs(returned: object) -> tuple[tuple[Port, ...], tuple[str, ...]]:
    if not (isinstance(returned, type) and hasattr(returned, "_fields")):
        return (), ()
    hints = get_type_hints(returned, include_extras=True)
    notes = tuple(name for name, hint in hints.items() if _marks(hint, _NoteMark))
    ports = tuple(
        Port(PortName(name), _marks(hint, PortType)[0], _title(name))
        for name, hint in hints.items()
        if name not in notes
    )
    return ports, notes


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
