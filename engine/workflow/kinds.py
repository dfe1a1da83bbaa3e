"""Node kinds as values: what one takes, gives and does, and the catalogue that holds them.

A kind is declared with `engine.workflow.declare.node`. A registry is a value (`Catalogue`); nothing registers itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple, cast

from pydantic import BaseModel, ValidationError

from engine.errors import AuthorError, EngineError
from engine.ids import KindName, PortName
from engine.values import Json
from engine.workflow.context import Context
from engine.workflow.ports import NOTHING_KNOWN, InputField, Port, PortContext, Ports


class Role(StrEnum):
    """What a kind is to a run, besides being a step of it."""

    STEP = "step"
    START = "start"
    """Begins a run: its form is the run's input. A workflow has at most one such node that a person starts."""
    RESULT = "result"
    """What it gives is the run's output, under its name."""


class Pool(StrEnum):
    """The workers a kind runs on: sync ones one at a time per process, async ones many at once on an event loop."""

    SYNC = "sync"
    ASYNC = "async"


class Secret(NamedTuple):
    """Marks a config field that names a credential of a type, as `Annotated[str | None, Secret("openai")]`.

    `needed_for` says in words what the step cannot have without any credential of the type; empty where it can do
    without.
    """

    type: str
    needed_for: str = ""


@dataclass(frozen=True, slots=True)
class Emit:
    """A result that gives values on some of the output ports; edges from the others are not taken."""

    outputs: Mapping[str, Json]
    notes: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class Delayed:
    """A result that counts once `seconds` have passed; the wait is a timer row and holds no worker."""

    seconds: float
    outputs: Mapping[str, Json]


Result = Emit | Delayed


@dataclass(frozen=True, slots=True)
class Example:
    """A runnable example: tested, and shown in the docs. `outputs` lists what must be equal."""

    inputs: Mapping[str, Json]
    outputs: Mapping[str, Json]
    config: Mapping[str, Json] = field(default_factory=dict[str, Json])
    run_input: Mapping[str, Json] = field(default_factory=dict[str, Json])
    needs: Literal["nothing", "network", "model"] = "nothing"


PortsOf = Callable[[Ports, Any, PortContext], Ports]
"""Makes a node's ports from the declared ones, the parsed config, and what else is known."""
FormOf = Callable[[Any], tuple[InputField, ...]]
"""Makes the form that starts a run from the parsed config."""


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
    role: Role
    config: type[BaseModel]
    declared: Ports
    ports_of: PortsOf | None
    form_of: FormOf | None
    brief_of: Callable[[Any], str] | None
    notes: tuple[str, ...]
    pure: bool
    pool: Pool
    examples: tuple[Example, ...]
    call: Callable[..., Any]
    takes_context: bool
    takes_inputs: bool
    secrets: Mapping[str, Secret]
    timeout_s: float

    def parse(self, config: Mapping[str, Json]) -> BaseModel:
        """Validate a config; raises pydantic's `ValidationError`."""
        return self.config.model_validate(dict(config))

    def ports(self, config: Mapping[str, Json], known: PortContext = NOTHING_KNOWN) -> Ports:
        """Return a node's ports, which may follow from its config; the declared ones where that does not parse."""
        if self.ports_of is None:
            return self.declared
        try:
            return self.ports_of(self.declared, self.parse(config), known)
        except ValidationError:
            return self.declared

    def form(self, config: Mapping[str, Json]) -> tuple[InputField, ...]:
        """Return the form a run is started with; () for a kind that has none, or a config that does not parse."""
        if self.form_of is None:
            return ()
        try:
            return self.form_of(self.parse(config))
        except ValidationError:
            return ()

    def brief(self, config: Mapping[str, Json]) -> str:
        """Return the config in a few words, for the node's second line before it has run."""
        if self.brief_of is None:
            return ""
        try:
            return self.brief_of(self.parse(config))
        except ValidationError:
            return ""

    def schema(self) -> dict[str, Any]:
        """Return the config's JSON Schema; a credential field carries `x-credential`."""
        schema = self.config.model_json_schema()
        for name, secret in self.secrets.items():
            schema.get("properties", {}).get(name, {})["x-credential"] = secret.type
        return schema

    def invoke(self, context: Context, inputs: Mapping[PortName, Json], config: BaseModel) -> Any:  # noqa: ANN401 - sync kinds return the result, async ones an awaitable of it
        """Call the function with coerced inputs: the declared ports in their order, then the others by name.

        Returns its raw result, or an awaitable of it.
        """
        values = {name: getattr(config, name) for name in type(config).model_fields}
        arguments: list[Any] = [inputs.get(port.name) for port in self.declared.inputs]
        if self.takes_context:
            arguments.insert(0, context)
        if self.takes_inputs:
            declared = {port.name for port in self.declared.inputs}
            arguments.append({port: value for port, value in inputs.items() if port not in declared})
        return self.call(*arguments, **values)

    def result(self, raw: object) -> Result:
        """Bring what the function returned into the form the engine records."""
        if isinstance(raw, (Emit, Delayed)):
            return raw
        as_dict: Any = getattr(raw, "_asdict", None)  # what every NamedTuple has
        if as_dict is not None:
            values = cast("dict[str, Json]", as_dict())
            notes = {name: values[name] for name in self.notes if values[name] is not None}
            return Emit({name: value for name, value in values.items() if name not in self.notes}, notes)
        raise EngineError(f"{self.title} returned {raw!r:.80}, not its declared result.")


class Catalogue(Mapping[tuple[KindName, int], Kind]):
    """The registry as a value: kinds by name and version. `known` is what ports may follow from besides a config."""

    def __init__(self, kinds: Iterable[Kind], known: PortContext = NOTHING_KNOWN) -> None:
        self.known = known
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

    def knowing(self, known: PortContext) -> Catalogue:
        """Return the same kinds, with something to look up in when ports are asked for."""
        return Catalogue(self._kinds.values(), known)

    def newest(self, name: str) -> Kind | None:
        """Return the newest version of a kind, or None."""
        return self._newest.get(KindName(name))

    def kinds(self) -> list[Kind]:
        """Return the newest version of every kind, by category and title."""
        return sorted(self._newest.values(), key=lambda kind: (CATEGORIES.index(kind.category), kind.title))

    def of_role(self, role: Role) -> list[Kind]:
        """Return the newest version of every kind of a role, by category and title."""
        return [kind for kind in self.kinds() if kind.role is role]


CATEGORIES = ("start", "text", "ai", "flow", "connect")
"""Palette groups, in order."""


def missing_kind(name: str, version: int, catalogue: Catalogue) -> AuthorError:
    """Return the error for a kind that this installation does not have."""
    known = sorted({kind.name for kind in catalogue.values()})
    return AuthorError(
        f"There is no node kind {name!r} (version {version}) here.",
        why=f"known kinds: {', '.join(known)}",
        fix="Install what provides it, or replace the node.",
    )


def port_named(name: str, ports: Iterable[Port]) -> Port | None:
    """Return the port of a name, or None."""
    return next((port for port in ports if port.name == name), None)
