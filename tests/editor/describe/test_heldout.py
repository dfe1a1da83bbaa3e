"""Descriptions that the rules were not tuned on: how often they are drawn as meant, and what is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editor.describe.cases import Case
from tests.editor.describe.heldout import HELD_OUT
from tests.editor.describe.measure import Reading, missed_words, rate, readings, reported

DOCS = Path(__file__).parents[3] / "docs" / "explanation" / "describe.md"
LEAST_EXACT = 19
"""What was measured when the rules were last touched: fewer is a step back."""


@pytest.fixture(scope="module")
def read() -> list[Reading]:
    return readings()


def test_no_fewer_are_exact_than_were_measured(read: list[Reading]) -> None:
    print(f"exact: {rate(read)}")
    assert sum(reading.exact for reading in read) >= LEAST_EXACT


def test_the_documentation_states_what_is_measured(read: list[Reading]) -> None:
    """When the rules change: `python -m tests.editor.describe.measure`, then write its figures into the page."""
    page = " ".join(DOCS.read_text().split())
    graphs = sum(reading.same_graph for reading in read)
    assert f"**{rate(read)}** exactly as meant" in page
    assert f"The graph alone is right in {graphs} of {len(read)}" in page
    assert f"{reported(read)} were reported" in page


def test_there_are_at_least_twenty_and_every_sentence_is_there_once() -> None:
    sentences = [meanings[0].sentence for meanings in HELD_OUT]
    assert len(set(sentences)) == len(sentences) >= 20
    assert all(case.sentence == meanings[0].sentence for meanings in HELD_OUT for case in meanings)


@pytest.mark.parametrize("meanings", HELD_OUT, ids=lambda meanings: meanings[0].sentence[:60])
def test_what_became_nothing_is_reported(meanings: tuple[Case, ...], read: list[Reading]) -> None:
    """Where fewer steps are drawn than were asked for, some phrase says so: nothing is dropped in silence."""
    case = meanings[0]
    reading = next(reading for reading in read if reading.sentence == case.sentence)
    asked = [kind for kind, _ in case.nodes.values() if kind not in {"input", "merge"}]
    drawn = [node.kind for node in reading.drawn.workflow.nodes if node.kind not in {"input", "merge"}]
    if len(drawn) < len(asked):
        assert reading.result.not_understood, f"asked for {asked}, drawn {drawn}"
    assert missed_words(case, reading.result) == []
