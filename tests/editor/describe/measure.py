"""How often the rules draw a held-out description exactly as meant: `python -m tests.editor.describe.measure`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

from editor.describe import DraftResult, describe_by_rules, drafted
from editor.document import Document
from editor.edits import AddNode, Connect, apply
from engine.nodes import builtin
from engine.workflow.definition import Edge
from tests.editor.describe import heldout, heldout_second, heldout_third

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.editor.describe.cases import Case

CATALOGUE = builtin()

Meanings = tuple["Case", ...]
"""One sentence and the graphs it may mean; any of them is right."""

SETS: dict[str, tuple[Meanings, ...]] = {
    "first": heldout.HELD_OUT,
    "second": heldout_second.HELD_OUT,
    "third": heldout_third.HELD_OUT,
}
"""The held-out descriptions, by when they were written."""

Nodes = dict[str, tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Reading:
    """One sentence (with the first of its meanings), what was drawn of it, and which of its two halves were right."""

    case: Case
    result: DraftResult
    drawn: Document
    same_graph: bool
    same_report: bool

    @property
    def exact(self) -> bool:
        """The graph is the expected one, and just what cannot be done is reported."""
        return self.same_graph and self.same_report


def readings(held_out: tuple[Meanings, ...]) -> list[Reading]:
    """Read every sentence of a set."""
    return [_reading(meanings, held_out) for meanings in held_out]


def rate(read: list[Reading]) -> str:
    """Write how many are exact, as the documentation states it.

    >>> rate([])
    '0 of 0'
    """
    return f"{sum(reading.exact for reading in read)} of {len(read)}"


def reported(read: list[Reading]) -> str:
    """Write how many of the things that cannot be done were reported, as the documentation states it."""
    asked = sum(len(reading.case.not_understood) for reading in read)
    silent = sum(len(missed_words(reading)) for reading in read)
    return f"{asked - silent} of {asked}"


def missed_words(reading: Reading) -> list[str]:
    """Give the words that should have been reported as not understood and were not."""
    return _missed(reading.case, reading.result)


def _missed(case: Case, result: DraftResult) -> list[str]:
    return [
        words for words in case.not_understood if not any(words in part for part in result.not_understood)
    ]


def _reading(meanings: Meanings, held_out: tuple[Meanings, ...]) -> Reading:
    first = meanings[0]
    before = _before(first, held_out)
    result = describe_by_rules(first.sentence, before, CATALOGUE)
    drawn = drafted(result, before, CATALOGUE)
    return Reading(
        first,
        result,
        drawn,
        any(_same(case, drawn) for case in meanings),
        not _missed(first, result) and len(result.not_understood) == len(first.not_understood),
    )


def _before(case: Case, held_out: tuple[Meanings, ...]) -> Document:
    """Draw what the sentence is said about, from the expected graph: a misread one must not spoil two figures."""
    document = Document()
    if case.on is None:
        return document
    drawn = next(meanings[0] for meanings in held_out if meanings[0].sentence == case.on)
    for name, (kind, config) in drawn.nodes.items():
        edit = AddNode(id=name, kind=kind, config=config)
        document = apply(document, edit, CATALOGUE).document
    for edge in sorted(drawn.edges):
        origin, target = edge.split(" > ")
        source, port = origin.split(".")
        into = CATALOGUE.newest(drawn.nodes[target][0])
        assert into is not None
        joined = Edge(
            source=source, source_port=port, target=target, target_port=into.declared.inputs[0].name
        )
        document = apply(document, Connect(edge=joined), CATALOGUE).document
    return document


def _same(case: Case, document: Document) -> bool:
    """Tell whether the graphs are the same but for the ids of the nodes."""
    nodes = {node.id: (node.kind, node.config) for node in document.workflow.nodes}
    edges = {
        (edge.source, edge.source_port, edge.target)
        for edge in document.workflow.edges
        if _into_first(nodes, edge)
    }
    if len(edges) != len(document.workflow.edges):
        return False
    return any(
        _renamed(case, names) == edges and _configured(case, names, nodes) for names in _namings(case, nodes)
    )


def _into_first(nodes: Nodes, edge: Edge) -> bool:
    kind = CATALOGUE.newest(nodes[edge.target][0])
    return kind is not None and edge.target_port == kind.declared.inputs[0].name


def _namings(case: Case, nodes: Nodes) -> Iterator[dict[str, str]]:
    """Give every way to call drawn nodes by the expected names of their kinds."""
    kinds = Counter(kind for kind, _ in case.nodes.values())
    if kinds != Counter(kind for kind, _ in nodes.values()):
        return
    expected = [[name for name, (kind, _) in case.nodes.items() if kind == wanted] for wanted in kinds]
    found = [list(permutations(node for node in nodes if nodes[node][0] == wanted)) for wanted in kinds]
    for orders in product(*found):
        yield {
            name: node
            for names, order in zip(expected, orders, strict=True)
            for name, node in zip(names, order, strict=True)
        }


def _renamed(case: Case, names: Mapping[str, str]) -> set[tuple[str, str, str]]:
    parted = (edge.split(" > ") for edge in case.edges)
    return {(names[origin.split(".")[0]], origin.split(".")[1], names[target]) for origin, target in parted}


def _configured(case: Case, names: Mapping[str, str], nodes: Nodes) -> bool:
    return all(
        nodes[names[name]][1].get(key) == value
        for name, (_, config) in case.nodes.items()
        for key, value in config.items()
    )


def _graph(document: Document) -> str:
    nodes = ", ".join(f"{node.id}:{node.kind}{node.config or ''}" for node in document.workflow.nodes)
    edges = ", ".join(f"{e.source}.{e.source_port} > {e.target}" for e in document.workflow.edges)
    return f"{nodes} | {edges}"


def main() -> None:
    """Print a line for each sentence, and the rate of each set."""
    for name, held_out in SETS.items():
        read = readings(held_out)
        for reading in read:
            print(
                "exact  " if reading.exact else "graph  " if reading.same_graph else "differs",
                reading.case.sentence[:96],
            )
            if not reading.exact:
                print("          drawn:", _graph(reading.drawn))
            if reading.result.not_understood:
                print("          not understood:", "; ".join(reading.result.not_understood))
        graphs = sum(reading.same_graph for reading in read)
        print(
            f"{name}: exact: {rate(read)}; graph alone: {graphs} of {len(read)}; reported: {reported(read)}"
        )


if __name__ == "__main__":
    main()
