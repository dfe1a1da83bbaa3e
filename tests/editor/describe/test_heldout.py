"""Descriptions that the rules were not tuned on: how often they are drawn as meant, and what is reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.editor.describe.measure import SETS, Meanings, Reading, missed_words, rate, readings, reported

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCS = Path(__file__).parents[3] / "docs" / "explanation" / "describe.md"
LEAST_EXACT = {"first": 21, "second": 16, "third": 14}
"""What was measured when the rules were last touched: fewer is a step back."""
SILENT = ("Post the answer to https://bot.example.com", "Grab https://status.example.com/feed")
"""Read with a step less than meant, and nothing said: known, and not mended, since mending them would be tuning."""
SENTENCES = [meanings for held_out in SETS.values() for meanings in held_out]
LEAST_REPORTED = {"first": 4, "second": 4, "third": 4}
"""Things that cannot be done and are reported: of the third set one is not, and which is not looked at."""
BY_SENTENCE = [meanings for name in ("first", "second") for meanings in SETS[name]]
"""Sets whose silences are known one by one; of the third only totals are looked at."""


@pytest.fixture(scope="module")
def read() -> dict[str, list[Reading]]:
    return {name: readings(held_out) for name, held_out in SETS.items()}


@pytest.mark.parametrize("name", SETS)
def test_no_fewer_are_exact_than_were_measured(name: str, read: dict[str, list[Reading]]) -> None:
    print(f"exact: {rate(read[name])}")
    assert sum(reading.exact for reading in read[name]) >= LEAST_EXACT[name]


@pytest.mark.parametrize("name", SETS)
def test_the_documentation_states_what_is_measured(name: str, read: dict[str, list[Reading]]) -> None:
    """When the rules change: `python -m tests.editor.describe.measure`, then write its figures into the page."""
    page = " ".join(DOCS.read_text().split())
    found = read[name]
    graphs = sum(reading.same_graph for reading in found)
    assert f"| {name} | **{rate(found)}** | {graphs} of {len(found)} | {reported(found)} |" in page


def test_there_are_at_least_twenty_in_a_set_and_every_sentence_is_there_once() -> None:
    sentences = [meanings[0].sentence for meanings in SENTENCES]
    assert len(set(sentences)) == len(sentences)
    assert all(len(held_out) >= 20 for held_out in SETS.values())
    assert all(case.sentence == meanings[0].sentence for meanings in SENTENCES for case in meanings)


@pytest.mark.parametrize("name", SETS)
def test_no_fewer_impossible_things_are_reported_than_were_measured(
    name: str, read: dict[str, list[Reading]]
) -> None:
    assert int(reported(read[name]).split(" of ")[0]) >= LEAST_REPORTED[name]


def test_no_step_of_the_third_set_is_dropped_in_silence(read: dict[str, list[Reading]]) -> None:
    assert [
        reading for reading in read["third"] if _falls_short(reading) and not reading.result.not_understood
    ] == []


def _falls_short(reading: Reading) -> bool:
    """Tell whether fewer steps are drawn than were asked for."""
    return len(_steps(node.kind for node in reading.drawn.workflow.nodes)) < len(
        _steps(kind for kind, _ in reading.case.nodes.values())
    )


def _steps(kinds: Iterable[str]) -> list[str]:
    return [kind for kind in kinds if kind not in {"input", "merge"}]


@pytest.mark.parametrize("meanings", BY_SENTENCE, ids=lambda meanings: meanings[0].sentence[:60])
def test_what_became_nothing_is_reported(meanings: Meanings, read: dict[str, list[Reading]]) -> None:
    """Where fewer steps are drawn than were asked for, some phrase says so: nothing is dropped in silence."""
    case = meanings[0]
    reading = next(one for found in read.values() for one in found if one.case is case)
    if _falls_short(reading):
        assert bool(reading.result.not_understood) is not case.sentence.startswith(SILENT)
    assert missed_words(reading) == []
