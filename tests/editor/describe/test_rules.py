"""The reader by rules: every written sentence gives exactly its graph, and no sentence at all breaks it."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from editor.describe import DraftResult, accepted, describe_by_rules, draft_view, drafted
from editor.describe.by_rules.text.vocabulary import words_of
from editor.document import Document, parse_document, to_file
from editor.edits import AddNode, Connect, RemoveNodes, SetConfig, apply
from editor.protocol import ConfigChange, dump
from engine.nodes import builtin
from engine.workflow.definition import Workflow
from engine.workflow.validation import errors_of
from tests.editor.describe.cases import CASES as FIRST_CASES
from tests.editor.describe.cases import Case
from tests.editor.describe.cases_apart import APART
from tests.editor.describe.cases_branches import BRANCHES
from tests.editor.describe.cases_desks import DESKS, DESKS_GAPS
from tests.editor.describe.cases_gaps import NOT_READ
from tests.editor.describe.cases_honest import HONEST
from tests.editor.describe.cases_references import REFERENCES
from tests.editor.describe.cases_requests import REQUESTS
from tests.editor.describe.cases_silences import SILENCES
from tests.editor.describe.cases_trades import TRADES, TRADES_GAPS
from tests.editor.describe.cases_voices import VOICES
from tests.editor.describe.cases_wider import WIDER

CATALOGUE = builtin()
ALL_CASES = [
    *FIRST_CASES,
    *VOICES,
    *BRANCHES,
    *WIDER,
    *SILENCES,
    *HONEST,
    *REQUESTS,
    *REFERENCES,
    *DESKS,
    *TRADES,
]
CASES = [case for case in ALL_CASES if case.sentence not in NOT_READ]
GAPS = [*DESKS_GAPS, *TRADES_GAPS]
LEAST_GRAPHS_OF_GAPS = 3
"""Known gaps of which the graph is right, of 5; all of them are to become cases."""
LEAST_APART = 21
"""Descriptions of cases_apart.py that are read exactly as meant, of 30; the rules are not tuned on them."""
BY_SENTENCE = {case.sentence: case for case in ALL_CASES}


def drawn_before(case: Case) -> Document:
    if case.on is None:
        return Document()
    return drafted(describe_by_rules(case.on, Document(), CATALOGUE), Document(), CATALOGUE)


def graph(document: Document) -> tuple[dict[str, tuple[str, dict[str, Any]]], set[str]]:
    nodes = {node.id: (node.kind, node.config) for node in document.workflow.nodes}
    first = {node: CATALOGUE.newest(kind).declared.inputs for node, (kind, _) in nodes.items()}  # type: ignore[union-attr]
    edges = {f"{edge.source}.{edge.source_port} > {edge.target}" for edge in document.workflow.edges}
    assert all(edge.target_port == first[edge.target][0].name for edge in document.workflow.edges)
    return nodes, edges


def matching(case: Case, document: Document) -> dict[str, str] | None:
    """Give which drawn node each expected one is, if the graphs are the same but for the ids."""
    nodes, edges = graph(document)
    wanted = Counter(kind for kind, _ in case.nodes.values())
    if Counter(kind for kind, _ in nodes.values()) != wanted:
        return None
    places = [
        [list(order) for order in permutations([node for node in nodes if nodes[node][0] == kind])]
        for kind in wanted
    ]
    names = [[name for name in case.nodes if case.nodes[name][0] == kind] for kind in wanted]

    def assign(index: int, found: dict[str, str]) -> dict[str, str] | None:
        if index == len(names):
            renamed = {
                f"{found[edge.split('.')[0]]}.{edge.split('.')[1].split(' > ')[0]} > {found[edge.split(' > ')[1]]}"
                for edge in case.edges
            }
            return (
                found if renamed == edges and all(fits(case, found, nodes, name) for name in found) else None
            )
        for order in places[index]:
            result = assign(index + 1, found | dict(zip(names[index], order, strict=True)))
            if result is not None:
                return result
        return None

    return assign(0, {})


def fits(case: Case, found: dict[str, str], nodes: dict[str, tuple[str, dict[str, Any]]], name: str) -> bool:
    config = nodes[found[name]][1]
    return all(config.get(key) == value for key, value in case.nodes[name][1].items())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence[:60] or "nothing")
def test_a_sentence_gives_exactly_its_graph(case: Case) -> None:
    before = drawn_before(case)
    result = describe_by_rules(case.sentence, before, CATALOGUE)
    after = drafted(result, before, CATALOGUE)
    found = matching(case, after)
    assert found is not None, f"drew {graph(after)}"
    assert result.not_understood == case.not_understood
    back = {node: name for name, node in found.items()}
    assert {(back.get(q.node or "", ""), q.field or "") for q in result.questions} == case.asks
    assert not errors_of(result.problems)
    assert result.method == "Read by rules, no model"


def test_there_are_enough_sentences_of_every_sort() -> None:
    assert len(CASES) >= 30
    assert sum(case.on is not None for case in CASES) >= 5
    assert sum(bool(case.not_understood) for case in CASES) >= 4


def reads_as_meant(case: Case) -> bool:
    before = drawn_before(case)
    result = describe_by_rules(case.sentence, before, CATALOGUE)
    found = matching(case, drafted(result, before, CATALOGUE))
    if found is None or result.not_understood != case.not_understood:
        return False
    back = {node: name for name, node in found.items()}
    return {(back.get(q.node or "", ""), q.field or "") for q in result.questions} == case.asks


def test_sentences_the_rules_were_not_tuned_on_are_read_as_well_as_measured() -> None:
    assert sum(map(reads_as_meant, APART)) >= LEAST_APART


def has_graph_as_meant(case: Case) -> bool:
    before = drawn_before(case)
    return (
        matching(case, drafted(describe_by_rules(case.sentence, before, CATALOGUE), before, CATALOGUE))
        is not None
    )


def test_the_known_gaps_are_measured() -> None:
    assert sum(map(has_graph_as_meant, GAPS)) >= LEAST_GRAPHS_OF_GAPS


def nodes_and_edges(workflow: Workflow) -> tuple[set[str], dict[str, tuple[str, dict[str, Any]]]]:
    """Give the edges and nodes of a workflow as a case states them."""
    edges = {f"{edge.source}.{edge.source_port} > {edge.target}" for edge in workflow.edges}
    return edges, {node.id: (node.kind, node.config) for node in workflow.nodes}


def sends_always(edges: set[str], nodes: dict[str, tuple[str, dict[str, Any]]]) -> bool:
    """Tell whether something is sent on every run, with no condition before it."""
    into = [(edge.split(".")[0], edge.split(" > ")[1]) for edge in edges]

    def is_behind_a_condition(node: str) -> bool:
        before = [source for source, target in into if target == node]
        return any(nodes[source][0] in {"if", "switch"} or is_behind_a_condition(source) for source in before)

    return any(
        kind == "http_request" and config.get("method") != "GET" and not is_behind_a_condition(node)
        for node, (kind, config) in nodes.items()
    )


def test_the_list_of_sentences_not_read_is_exact() -> None:
    assert tuple(case.sentence for case in ALL_CASES if not reads_as_meant(case)) == NOT_READ


@pytest.mark.parametrize("sentence", NOT_READ, ids=lambda sentence: sentence[:60])
def test_what_is_lost_of_a_sentence_is_reported_and_nothing_else_is_drawn(sentence: str) -> None:
    case = BY_SENTENCE[sentence]
    before = drawn_before(case)
    result = describe_by_rules(sentence, before, CATALOGUE)
    assert len("".join(result.not_understood)) > len("".join(case.not_understood))
    after = drafted(result, before, CATALOGUE).workflow
    meant = Counter(kind for kind, _ in case.nodes.values())
    assert Counter(node.kind for node in after.nodes) <= meant | Counter(
        n.kind for n in before.workflow.nodes
    )
    assert sends_always(case.edges, case.nodes) or not sends_always(*nodes_and_edges(after))


TELLING = [
    "clean the text and summarize it in two sentences",
    "extract five keywords from the article, then send them to https://example.com/x",
    "tag the mail as spam or ham and if it is spam wait 10 minutes",
    "the report should be cleaned and then summarized",
    'if the text contains "refund", send it to https://example.com/x, otherwise summarize it',
    "from the article I want three keywords",
    "merge everything and send it to https://example.com/x",
    "tag it as good or bad; good ones go to https://example.com/x",
]


@pytest.mark.parametrize("word", ["backwards", "zebras", "angrily"])
@pytest.mark.parametrize("sentence", TELLING)
def test_a_word_that_means_something_else_is_nowhere_passed_over(sentence: str, word: str) -> None:
    """Put between any two words it is reported, or it stands in a setting where it can be seen."""
    words = sentence.split(" ")
    for place in range(len(words) + 1):
        said = " ".join([*words[:place], word, *words[place:]])
        result = describe_by_rules(said, Document(), CATALOGUE)
        drawn = drafted(result, Document(), CATALOGUE).workflow.nodes
        assert any(word in part for part in result.not_understood) or any(
            word in str(node.config) for node in drawn
        ), said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence[:60] or "nothing")
def test_phrases_are_parts_of_the_sentence_and_numbered_in_its_order(case: Case) -> None:
    before = drawn_before(case)
    result = describe_by_rules(case.sentence, before, CATALOGUE)
    numbers = [phrase.number for phrase in result.phrases if phrase.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(case.sentence[phrase.start : phrase.end] == phrase.text for phrase in result.phrases)
    after = drafted(result, before, CATALOGUE)
    there = {node.id for node in (*before.workflow.nodes, *after.workflow.nodes)}
    assert all(set(phrase.nodes) <= there for phrase in result.phrases)
    assert all(bool(phrase.nodes) == phrase.understood for phrase in result.phrases)


def test_the_view_of_a_draft() -> None:
    before = drawn_before(BY_SENTENCE["wait 10 minutes before summarizing"])
    result = describe_by_rules("wait 10 minutes before summarizing, and shimmer", before, CATALOGUE)
    view = dump(draft_view(result, before, CATALOGUE))
    assert [node["kind"] for node in view["adds"]] == ["delay"]
    assert view["adds"][0]["brief"] == "10 minutes"
    assert [(edge["source"], edge["target"]) for edge in view["disconnects"]] == [("clean_text", "summarize")]
    assert {(edge["source"], edge["target"]) for edge in view["connects"]} == {
        ("clean_text", "delay"),
        ("delay", "summarize"),
    }
    assert (view["removes"], view["changes"], view["not_understood"]) == ([], [], ["shimmer"])
    assert [edit["do"] for edit in view["edits"]] == ["add_node", "disconnect", "connect", "connect"]
    assert view["phrases"][0] == {
        "start": 0, "end": 15, "nodes": ["delay"], "number": 1, "understood": True, "text": "wait 10 minutes",
    }  # fmt: skip
    change = SetConfig(node="summarize", changes={"sentences": 5})
    changed = draft_view(DraftResult("", "", edits=(change,)), before, CATALOGUE)
    assert changed.changes == (ConfigChange(node="summarize", changes={"sentences": 5}),)
    removal = RemoveNodes(nodes=("clean_text",))
    removed = draft_view(DraftResult("", "", edits=(removal,)), before, CATALOGUE)
    assert removed.removes == ("clean_text",)


def kept(result: DraftResult, before: Document, chosen: set[int]) -> Document:
    return apply(before, accepted(result, before, CATALOGUE, chosen), CATALOGUE).document


def test_a_draft_may_be_accepted_in_part() -> None:
    result = describe_by_rules("clean the text, summarize it and extract keywords", Document(), CATALOGUE)
    without_keywords = {
        index
        for index, edit in enumerate(result.edits)
        if not (isinstance(edit, AddNode) and edit.id == "extract_keywords")
    }
    after = kept(result, Document(), without_keywords)
    assert [node.id for node in after.workflow.nodes] == ["input", "clean_text", "summarize"]
    assert [str(edge) for edge in after.workflow.edges] == [
        "input.text → clean_text.text",
        "clean_text.text → summarize.text",
    ]
    whole = apply(Document(), accepted(result, Document(), CATALOGUE), CATALOGUE).document
    assert whole == drafted(result, Document(), CATALOGUE)
    assert kept(result, Document(), set()) == Document()
    edges_alone = {index for index, edit in enumerate(result.edits) if isinstance(edit, Connect)}
    assert kept(result, Document(), edges_alone) == Document()


def test_nodes_of_a_draft_do_not_lie_on_drawn_ones() -> None:
    before = drawn_before(BY_SENTENCE["then also extract 3 keywords"])
    after = drafted(describe_by_rules("then also extract 3 keywords", before, CATALOGUE), before, CATALOGUE)
    assert len(set(after.layout.positions.values())) == len(after.workflow.nodes)
    assert all(after.position(node.id) == before.position(node.id) for node in before.workflow.nodes)


@pytest.mark.parametrize(
    "words", ["remove the summary", "make the summary four sentences", "replace the cleaning with a delay"]
)
def test_what_would_change_drawn_steps_is_reported_and_they_stay(words: str) -> None:
    before = drawn_before(BY_SENTENCE["then also extract 3 keywords"])
    result = describe_by_rules(f"extract keywords and {words}", before, CATALOGUE)
    assert result.not_understood == (words,)
    after = drafted(result, before, CATALOGUE)
    assert all(node in after.workflow.nodes for node in before.workflow.nodes)
    assert [edit.kind for edit in result.edits if isinstance(edit, AddNode)] == ["extract_keywords"]
    assert len(set(after.layout.positions.values())) == len(after.workflow.nodes)


VOCABULARY = sorted(
    words_of(
        """clean the text , summarize it then extract keywords and tag as sports politics or tech ; if is about send to
        https://example.com/x otherwise wait 10 minutes . merge everything output summary before after finally first
        that "quoted" translate into German with gpt unless contains more than 100 words remove links delay route by
        category set status done count use python write a message fetch in two sentences not else once when mail
        arrives every morning at 8 make only keep all both also but : ( ) -> one of 🎾 it's don't tl;dr"""
    )
)
SENTENCES = st.one_of(st.lists(st.sampled_from(VOCABULARY), max_size=20).map(" ".join), st.text(max_size=60))


@settings(max_examples=80, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=2))
@example(["if"])
@example(["unless"])
@example(["otherwise https://example.com"])
@example(["after before after"])
@example(["http://"])
def test_no_sentence_breaks_the_reader(sentences: list[str]) -> None:
    document = Document()
    for sentence in sentences:
        result = describe_by_rules(sentence, document, CATALOGUE)
        assert result == describe_by_rules(sentence, document, CATALOGUE)
        draft_view(result, document, CATALOGUE)
        assert all(sentence[phrase.start : phrase.end] == phrase.text for phrase in result.phrases)
        document = drafted(result, document, CATALOGUE)
        assert parse_document(to_file(document)) == document


def test_a_very_long_description_is_read_up_to_a_limit() -> None:
    sentence = "clean the text. " + "lorem ipsum dolor " * 2000
    result = describe_by_rules(sentence, Document(), CATALOGUE)
    assert [edit.id for edit in result.edits if isinstance(edit, AddNode)] == ["input", "clean_text"]
    assert sum(map(len, result.not_understood)) > len(sentence) * 0.9
