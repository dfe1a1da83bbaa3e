"""The workloads of the benchmark: workflows of real kinds, and a check of their outputs."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.values import Json
from engine.workflow.definition import Edge, Node, Workflow

TEXT = (
    "The Skara ferry stopped on Monday after its engine failed in the strait. All 84 passengers were brought "
    "to the quay by two fishing boats. The operator says the engine will be repaired by Friday. A bus now "
    "takes passengers over the bridge, which is 60 kilometres longer. Shops at the harbour fear a weak season, "
    "because most of their guests come by sea. The mayor has asked the operator for a second boat in summer. "
    "So far the company has not answered, and the council of the island meets again next week to talk about "
    "the harbour, the bridge and the price of a ticket."
)
"""About 600 characters."""

Check = Callable[[dict[str, Json]], bool]


@dataclass(frozen=True, slots=True)
class Workload:
    """`runs` runs of a workflow; `right` returns whether a run's output is right.

    A short workload is repeated `times` times, for the median.
    """

    title: str
    workflow: Workflow
    runs: int
    right: Check
    times: int = 1

    @property
    def steps(self) -> int:
        """Return the steps of all runs."""
        return self.runs * len(self.workflow.nodes)

    @property
    def events(self) -> int:
        """Return the events of all runs: start and end, and ready, started, succeeded for every step."""
        return self.runs * (2 + 3 * len(self.workflow.nodes))


def workloads(scale: float = 1.0) -> dict[str, Workload]:
    """Return W1 to W4; a `scale` below 1 makes them smaller."""

    def some(number: int) -> int:
        return max(2, round(number * scale))

    width, length = some(200), some(200)
    return {
        "W1": Workload(f"{some(200)} runs of the 4-step text pipeline", pipeline(), some(200), _summarized),
        "W2": Workload(f"one chain of {length} steps", chain(length), 1, _passed_on, times=9),
        "W3": Workload(
            f"1 → {width} → 1", fan(width), 1, lambda out: out == {"join": f"0:{width - 1}"}, times=9
        ),
        "W4": Workload(f"{some(1000)} runs of 2 steps at once", chain(2), some(1000), _passed_on),
    }


def pipeline() -> Workflow:
    """Return a chain of input, clean text, summarize and extract keywords."""
    return Workflow(
        nodes=(
            _node("input", "input"),
            _node("clean", "clean_text"),
            _node("summarize", "summarize"),
            _node("keywords", "extract_keywords"),
        ),
        edges=(
            _edge("input", "text", "clean", "text"),
            _edge("clean", "text", "summarize", "text"),
            _edge("summarize", "summary", "keywords", "text"),
        ),
    )


def chain(length: int) -> Workflow:
    """Return an input followed by templates that each pass their input on."""
    ids = ["input", *(f"pass_{number}" for number in range(length - 1))]
    nodes = (_node("input", "input"), *(_node(name, "template", template="{{ text }}") for name in ids[1:]))
    edges = tuple(_edge(source, "text", target, "values") for source, target in itertools.pairwise(ids))
    return Workflow(nodes=nodes, edges=edges)


def fan(width: int) -> Workflow:
    """Return an input, `width` parallel templates, and one that joins them."""
    names = [f"branch_{number}" for number in range(width)]
    last = names[-1]
    return Workflow(
        nodes=(
            _node("input", "input"),
            *(_node(name, "template", template=str(number)) for number, name in enumerate(names)),
            _node("join", "template", template=f"{{{{ branch_0.text }}}}:{{{{ {last}.text }}}}"),
        ),
        edges=(
            *(_edge("input", "text", name, "values") for name in names),
            *(_edge(name, "text", "join", "values") for name in names),
        ),
    )


def _summarized(output: dict[str, Json]) -> bool:
    keywords = output.get("keywords")
    return isinstance(keywords, list) and "engine" in " ".join(map(str, keywords))


def _passed_on(output: dict[str, Json]) -> bool:
    return list(output.values()) == [TEXT]


def _node(name: str, kind: str, **config: Any) -> Node:
    return Node(id=name, kind=kind, config=config)


def _edge(source: str, source_port: str, target: str, target_port: str) -> Edge:
    return Edge(source=source, source_port=source_port, target=target, target_port=target_port)
