"""Calls a built-in kind as a worker would: config parsed, inputs given, result brought into form."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from engine.ids import NodeId, PortName, RunId, StepKey
from engine.nodes import builtin
from engine.values import check
from engine.workflow.context import Context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.http.client import HttpClient
    from engine.workflow.context import Model, Services
    from engine.workflow.kinds import Kind, Result


@dataclass(frozen=True)
class Outside:
    """Services of a test: what is not given is not there."""

    client: HttpClient | None = None
    language_model: Model | None = None
    secrets: Mapping[tuple[str, str | None], Mapping[str, str]] | None = None

    @property
    def http(self) -> HttpClient:
        assert self.client is not None, "this test gives no HTTP client"
        return self.client

    def secret(self, type_: str, name: str | None) -> Mapping[str, str] | None:
        return (self.secrets or {}).get((type_, name))

    def model(self, credential: str | None) -> Model | None:
        return self.language_model if credential in (None, "team key") else None


def kind(name: str) -> Kind:
    found = builtin().newest(name)
    assert found is not None, f"no kind {name}"
    return found


def context(services: Services | None = None, run_input: Mapping[str, Any] | None = None) -> Context:
    return Context(
        run=RunId(7),
        step=StepKey(NodeId("step")),
        attempt=1,
        idempotency_key="k3v9.7.step.1",
        services=services or Outside(),
        run_input=run_input or {},
    )


def call(
    name: str,
    inputs: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    *,
    services: Services | None = None,
    run_input: Mapping[str, Any] | None = None,
) -> Result:
    """Run a kind once. Every output and note is checked to be strict JSON."""
    return asyncio.run(call_async(name, inputs, config, services=services, run_input=run_input))


async def call_async(
    name: str,
    inputs: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    *,
    services: Services | None = None,
    run_input: Mapping[str, Any] | None = None,
) -> Result:
    """Run a kind once, on the loop of the test."""
    found = kind(name)
    by_port = {PortName(name): value for name, value in (inputs or {}).items()}
    raw = found.invoke(context(services, run_input), by_port, found.parse(config or {}))
    result = found.result(await raw if isawaitable(raw) else raw)
    for value in [*result.outputs.values(), *getattr(result, "notes", {}).values()]:
        check(value)
    return result
