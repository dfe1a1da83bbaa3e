"""What the golden histories show: each event and each way a run can go, on kinds that need no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = "treadle.workflow/1"


@dataclass(frozen=True)
class Scenario:
    """A run. `flaky` and `crashes` name the steps whose first attempts fail, or lose their worker."""

    name: str
    title: str
    definition: dict[str, Any]
    input: Mapping[str, Any] = field(default_factory=dict[str, Any])
    flaky: Mapping[str, int] = field(default_factory=dict[str, int])
    crashes: Mapping[str, int] = field(default_factory=dict[str, int])
    cancelled_at: str | None = None
    resumes: bool = False


def workflow(*nodes: dict[str, Any], edges: str = "") -> dict[str, Any]:
    """Return a definition; an edge is written `source.port>target.port`."""
    pairs = [[end.split(".") for end in edge.split(">")] for edge in edges.split()]
    return {
        "format": FORMAT,
        "nodes": list(nodes),
        "edges": [{"source": a, "source_port": b, "target": c, "target_port": d} for (a, b), (c, d) in pairs],
    }


def code(id_: str, text: str, **policies: Any) -> dict[str, Any]:
    """Return a node of Python code."""
    return {"id": id_, "kind": "python_code", "config": {"code": text}, **policies}


INPUT = {"id": "text", "kind": "input"}
TEXT = {"text": "Ferries leave on the hour. The last one is at ten."}
CHAIN = workflow(
    INPUT,
    {"id": "clean", "kind": "clean_text"},
    {"id": "sum", "kind": "summarize", "config": {"sentences": 1}},
    {"id": "out", "kind": "output", "config": {"name": "summary"}},
    edges="text.text>clean.text clean.text>sum.text sum.summary>out.value",
)
BRANCH = workflow(
    INPUT,
    {
        "id": "long",
        "kind": "if",
        "config": {"condition": {"field": "value", "op": "contains", "value": "hour"}},
    },
    {"id": "yes", "kind": "template", "config": {"template": "on the hour"}},
    {"id": "no", "kind": "template", "config": {"template": "some time"}},
    {"id": "joined", "kind": "merge"},
    edges="text.text>long.value long.true>yes.values long.false>no.values yes.text>joined.values no.text>joined.values",
)
QUICK = {"first_s": 1, "jitter": 0}

SCENARIOS = (
    Scenario("chain", "Chain", CHAIN, TEXT),
    Scenario("branch", "Branch", BRANCH, TEXT),
    Scenario(
        "retry",
        "Retry",
        workflow(INPUT, code("busy", "value", retry=QUICK), edges="text.text>busy.values"),
        TEXT,
        flaky={"busy": 2},
    ),
    Scenario(
        "delay",
        "Delay",
        workflow(
            INPUT,
            {"id": "wait", "kind": "delay", "config": {"seconds": 5}},
            code("after", "len(value)"),
            edges="text.text>wait.value wait.value>after.values",
        ),
        TEXT,
    ),
    Scenario(
        "failed",
        "Failed and resumed",
        workflow(
            INPUT,
            code("wrong", "1 / 0"),
            code("after", "value"),
            edges="text.text>wrong.values wrong.result>after.values",
        ),
        TEXT,
        resumes=True,
    ),
    Scenario(
        "error_port",
        "Error port and default",
        workflow(
            INPUT,
            code("wrong", "1 / 0", on_failure={"then": "error_port"}),
            code("told", "value"),
            code("also", "1 / 0", on_failure={"then": "default", "value": "nothing"}),
            edges="text.text>wrong.values wrong.error>told.values text.text>also.values",
        ),
        TEXT,
    ),
    Scenario(
        "cancelled",
        "Cancelled",
        workflow(
            INPUT,
            {"id": "wait", "kind": "delay", "config": {"seconds": 60}},
            code("a", "value"),
            code("b", "value"),
            edges="text.text>wait.value text.text>a.values a.result>b.values",
        ),
        TEXT,
        cancelled_at="a",
    ),
    Scenario(
        "crash",
        "A worker dies twice",
        workflow(INPUT, code("heavy", "value"), edges="text.text>heavy.values"),
        TEXT,
        crashes={"heavy": 2},
    ),
    Scenario(
        "poison",
        "A step that ends its workers",
        workflow(INPUT, code("poison", "value"), edges="text.text>poison.values"),
        TEXT,
        crashes={"poison": 3},
    ),
    Scenario(
        "any",
        "The first that arrives",
        workflow(
            INPUT,
            {"id": "slow", "kind": "delay", "config": {"seconds": 9}},
            {"id": "first", "kind": "merge", "join": "any"},
            edges="text.text>slow.value slow.value>first.values text.text>first.values",
        ),
        TEXT,
    ),
    Scenario(
        "large",
        "A value kept by reference",
        workflow(
            INPUT,
            code("large", "'x' * 9000"),
            code("size", "len(value)"),
            edges="text.text>large.values large.result>size.values",
        ),
        TEXT,
    ),
)
