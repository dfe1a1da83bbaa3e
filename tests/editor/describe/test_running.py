"""A draft means what it draws: its graph is walked with the real kinds, and names and conditions are found."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from editor.describe import describe_by_rules, drafted
from editor.document import Document
from engine.nodes import builtin
from engine.workflow.definition import Workflow
from engine.workflow.kinds import Delayed
from engine.workflow.plan import graph_of
from engine.workflow.ports import Arrival

CATALOGUE = builtin()
TEXT = (
    "<p>The ferry to Skara stopped on Monday after its engine failed.</p> All 84 passengers were brought to the quay "
    "by two fishing boats. The operator says the ferry will be repaired by Friday. A bus takes the passengers."
)


class Context:
    """As much of a context as the kinds that need no network ask for."""

    run_input = {"text": TEXT}  # noqa: RUF012 - a constant of the test


def walked(workflow: Workflow) -> dict[str, dict[str, Any]]:
    """Give the outputs of every node that ran; sync kinds only, a wait takes no time."""
    outputs: dict[str, dict[str, Any]] = {}
    for name in nx.topological_sort(graph_of(workflow)):
        node = workflow.by_id[name]  # type: ignore[index]
        kind = CATALOGUE[node.kind_name, node.version]
        arrived: dict[str, Any] = {}
        for port in kind.declared.inputs:
            found = [
                Arrival(edge.source, edge.source_port, outputs[edge.source][edge.source_port])
                for edge in workflow.edges_into.get(name, ())
                if edge.target_port == port.name and edge.source_port in outputs.get(edge.source, {})
            ]
            if found:
                arrived[port.name] = tuple(found) if port.many else found[0].value
        if kind.declared.inputs and not arrived:
            continue
        result = kind.result(kind.invoke(Context(), arrived, kind.parse(node.config)))  # type: ignore[arg-type]
        assert isinstance(result, Delayed) or result.outputs is not None
        outputs[name] = dict(result.outputs)
    return outputs


def run(sentence: str) -> dict[str, dict[str, Any]]:
    document = drafted(describe_by_rules(sentence, Document(), CATALOGUE), Document(), CATALOGUE)
    return walked(document.workflow)


def test_a_template_behind_a_merge_finds_its_names() -> None:
    outputs = run(
        "clean the text, summarize it in one sentence, extract 2 keywords, merge everything and write "
        "\"{{ summary | upper }} / {{ keywords | join(', ') }}\""
    )
    assert outputs["template"]["text"].startswith(outputs["summarize"]["summary"].upper())
    assert outputs["template"]["text"].endswith(", ".join(outputs["extract_keywords"]["keywords"]))


@pytest.mark.parametrize(("category", "ran"), [("ferry", "summarize"), ("gardening", "extract_keywords")])
def test_a_branch_takes_the_text_out_of_what_was_merged(category: str, ran: str) -> None:
    outputs = run(
        f"clean the text, tag it as ferry or passengers or other things, if it is about {category} summarize it, "
        "otherwise extract keywords"
    )
    assert {"summarize", "extract_keywords"} & set(outputs) == {ran}
    assert "<p>" not in next(
        text["text"] for name, text in outputs.items() if name.startswith("take_the_text")
    )


@pytest.mark.parametrize(("count", "ran"), [(20, True), (500, False)])
def test_a_number_of_words_is_counted(count: int, ran: bool) -> None:  # noqa: FBT001 - a parameter of the test
    outputs = run(f"if the text has more than {count} words, summarize it")
    assert ("summarize" in outputs) is ran


def test_a_wait_passes_on_what_it_got_and_branches_meet_again() -> None:
    outputs = run(
        'if the text contains "ferry", wait 2 hours, otherwise extract keywords, finally output it as news'
    )
    assert outputs["output"]["value"] == TEXT
    assert "extract_keywords" not in outputs


def test_counting_and_setting_fields() -> None:
    assert run("Set status to done")["set_fields"]["result"] == {"status": "done"}


def test_a_switch_takes_one_way() -> None:
    outputs = run(
        "tag it as ferry, gardening or cooking. If it is about gardening, output it as garden. If it is about ferry, "
        "output it as sea. otherwise output it as rest"
    )
    assert [name for name in outputs if name.startswith("output")] == ["output_2"]
