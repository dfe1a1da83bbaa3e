"""Declaring a node kind: one function, one file.

The signature is the schema: positional parameters are input ports, keyword-only parameters are the config, the
NamedTuple that is returned gives the output ports. The docstring is the help, the example is test and docs
(after datasette's `views/table_extras.py`). A registry is a value (`Catalogue`); nothing registers itself.

    class Words(NamedTuple):
        count: Number

    @node(title="Count words", category="text", icon="hash", example=Example({"text": "a b"}, {"count": 2}))
    def count_words(text: Text, *, at_least: Annotated[int, Field(ge=1)] = 1) -> Words:
        \"\"\"Count the words of a text.\"\"\"
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from engine.errors import AuthorError, EngineError
from engine.ids import KindName, PortName
from engine.values import Json, PortType
from engine.workflow.context import Context

Text = Annotated[str, PortType.TEXT]
Number = Annotated[float, PortType.NUMBER]
Boolean = Annotated[bool, PortType.BOOLEAN]
JsonObject = Annotated[Json, PortType.JSON]
ListOf = Annotated[list[Json], PortType.LIST]
AnyValue = Annotated[Json, PortType.ANY]


class _NoteMark:
    """Marks a field of a result that is recorded and shown, but is no port."""


Note = Annotated[Json, _NoteMark()]


class Arrival(NamedTuple):
    """One value at a port that takes many, in the order of the edges."""

    node: str
    port: str
    value: Json


Many = Annotated[tuple[Arrival, ...], PortType.ANY]


class Secret(NamedTuple):
    """Marks a config field that names a credential of a type, as `Annotated[str | None, Secret("openai")]`.

    `needed_for` says in words what the step cannot have without any credential of the type; empty where it can do
    without.
    """

    type: str
    needed_for: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A result that fills some of the output ports; edges from the others are not taken."""

    outputs: Mapping[str, Json]
    notes: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class After:
    """A result that counts once `seconds` have passed; the wait is a timer row and holds no worker."""

    seconds: float
    outputs: Mapping[str, Json]


Result = Taken | After


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output port. `many`: takes several edges; otherwise an input takes one."""

    name: PortName
    type: PortType
    title: str
    required: bool = True
    many: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A runnable example: tested, and shown in the docs. `outputs` lists what must be equal."""

    inputs: Mapping[str, Json]
    outputs: Mapping[str, Json]
    config: Mapping[str, Json] = field(default_factory=dict[str, Json])
    run_input: Mapping[str, Json] = field(default_factory=dict[str, Json])
    needs: Literal["nothing", "network", "model"] = "nothing"


class Pool(StrEnum):
    """Where a kind runs: sync ones one at a time per process, async ones many at once on a loop."""

    SYNC = "sync"
    ASYNC = "async"


_Mark = TypeVar("_Mark")
OutputsOf = Callable[[Any], tuple[Port, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared node kind."""

    name: KindName
    version: int
    title: str
    category: str
    icon: str
    help: str
    synonyms: tuple[str, ...]
    config: type[BaseModel]
    inputs: tuple[Port, ...]
    fixed_outputs: tuple[Port, ...]
    outputs_of: OutputsOf | None
    brief_of: Callable[[Any], str] | None
    notes: tuple[str, ...]
    pure: bool
    pool: Pool
    examples: tuple[Example, ...]
    call: Callable[..., Any]
    takes_context: bool
    secrets: Mapping[str, Secret]
    timeout_s: float

    def parse(self, config: Mapping[str, Json]) -> BaseModel:
        """Validate a config; raises pydantic's `ValidationError`."""
        return self.config.model_validate(dict(config))

    def outputs(self, config: Mapping[str, Json]) -> tuple[Port, ...]:
        """Give the output ports, which may follow from the config; one that does not parse gives the fixed ones."""
        if self.outputs_of is None:
            return self.fixed_outputs
        try:
            return self.outputs_of(self.parse(config))
        except ValidationError:
            return self.fixed_outputs

    def brief(self, config: Mapping[str, Json]) -> str:
        """Give the config in a few words, for the node's second line before it has run."""
        if self.brief_of is None:
            return ""
        try:
            return self.brief_of(self.parse(config))
        except ValidationError:
            return ""

    def schema(self) -> dict[str, Any]:
        """Give the config's JSON Schema; a credential field carries `x-credential`."""
        schema = self.config.model_json_schema()
        for name, secret in self.secrets.items():
            schema.get("properties", {}).get(name, {})["x-credential"] = secret.type
        return schema

    def invoke(self, context: Context, inputs: Mapping[PortName, Json], config: BaseModel) -> Any:  # noqa: ANN401 - sync kinds return the result, async ones an awaitable of it
        """Call the function with coerced inputs; returns its raw result, or an awaitable of it."""
        values = {name: getattr(config, name) for name in type(config).model_fields}
        arguments = [inputs.get(port.name) for port in self.inputs]
        return self.call(*([context] if self.takes_context else []), *arguments, **values)

    def result(self, raw: object) -> Result:
        """Bring what the function returned into the form the engine records."""
        if isinstance(raw, (Taken, After)):
            return raw
        as_dict: Any = getattr(raw, "_asdict", None)  # what every NamedTuple has
        if as_dict is not None:
            values = cast("dict[str, Json]", as_dict())
            notes = {name: values[name] for name in self.notes if values[name] is not None}
            return Taken({name: value for name, value in values.items() if name not in self.notes}, notes)
        raise EngineError(f"{self.title} returned {raw!r:.80}, not its declared result.")


class Catalogue(Mapping[tuple[KindName, int], Kind]):
    """The registry as a value: kinds by name and version."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = {(kind.name, kind.version): kind for kind in kinds}
        self._newest: dict[KindName, Kind] = {}
        for kind in self._kinds.values():
            if kind.name not in self._newest or kind.version > self._newest[kind.name].version:
                self._newest[kind.name] = kind

    def __getitem__(self, key: tuple[KindName, int]) -> Kind:
        return self._kinds[key]

    def __iter__(self) -> Iterator[tuple[KindName, int]]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def newest(self, name: str) -> Kind | None:
        """Give the newest version of a kind, or None."""
        return self._newest.get(KindName(name))

    def kinds(self) -> list[Kind]:
        """Give the newest version of every kind, by category and title."""
        return sorted(self._newest.values(), key=lambda kind: (CATEGORIES.index(kind.category), kind.title))


CATEGORIES = ("start", "text", "ai", "flow", "connect")
"""Palette groups, in order."""


def node(  # noqa: PLR0913 - a declaration; every argument is a keyword
    *,
    title: str,
    category: str,
    icon: str,
    example: Example | tuple[Example, ...],
    synonyms: tuple[str, ...] = (),
    version: int = 1,
    name: str | None = None,
    pure: bool = True,
    outputs: tuple[Port, ...] | None = None,
    outputs_of: OutputsOf | None = None,
    brief: Callable[[Any], str] | None = None,
    timeout_s: float = 60.0,
) -> Callable[[Callable[..., Any]], Kind]:
    """Declare a node kind. `synonyms` are the words people use for it; `brief` puts a config in a few words.

    `outputs` is needed only where the function returns `Taken` or `After`; `outputs_of` where the ports follow
    from the config. `timeout_s` limits one attempt unless the node says otherwise.
    """

    def declare(call: Callable[..., Any]) -> Kind:
        hints = get_type_hints(call, include_extras=True)
        parameters = list(inspect.signature(call).parameters.values())
        takes_context = bool(parameters) and hints.get(parameters[0].name) is Context
        positional = [p for p in parameters[takes_context:] if p.kind is not inspect.Parameter.KEYWORD_ONLY]
        keyword = [p for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY]
        found, notes = _outputs(hints.get("return"))
        kind_name = name or call.__name__
        return Kind(
            name=KindName(kind_name),
            version=version,
            title=title,
            category=category,
            icon=icon,
            help=inspect.cleandoc(call.__doc__ or ""),
            synonyms=synonyms,
            config=_config_model(kind_name, keyword, hints),
            inputs=tuple(_input(p, hints[p.name]) for p in positional),
            fixed_outputs=outputs if outputs is not None else found,
            outputs_of=outputs_of,
            brief_of=brief,
            notes=notes,
            pure=pure,
            pool=Pool.ASYNC if inspect.iscoroutinefunction(call) else Pool.SYNC,
            examples=example if isinstance(example, tuple) else (example,),
            call=call,
            takes_context=takes_context,
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


def missing_kind(name: str, version: int, catalogue: Catalogue) -> AuthorError:
    """Build the error for a kind that this installation does not have."""
    known = sorted({kind.name for kind in catalogue.values()})
    return AuthorError(
        f"There is no node kind {name!r} (version {version}) here.",
        why=f"known kinds: {', '.join(known)}",
        fix="Install what provides it, or replace the node.",
    )
