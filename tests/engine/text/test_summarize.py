from functools import partial
from pathlib import Path

import pytest

from engine.text.summarize import summarize
from tests.bounds import count_calls

LICENCE = (Path(__file__).parents[2] / "quality" / "texts" / "licence.txt").read_text("utf-8")

REPORT = """Dear all,

Good morning from the coast!

The ferry line will stop its night service in May because the old engines use too much fuel. Passengers were
told on Monday.

The engines of the ferry date from 1974, and the ferry line found no spare parts for the engines. It is sad.

The ferry line will stop its night service in May because the old engines use too much fuel, it said.

Kind regards"""


def test_it_takes_what_the_text_comes_back_to_and_not_the_greeting() -> None:
    summary = summarize(REPORT, 2)
    assert summary.sentences[0].startswith("The ferry line will stop its night service")
    assert summary.sentences[1].startswith("The engines of the ferry")
    assert summary.text == " ".join(summary.sentences)
    assert summary.method == "TextRank, no model"


def test_a_repetition_is_passed_over() -> None:
    starts = [sentence[:30] for sentence in summarize(REPORT, 3).sentences]
    assert len(set(starts)) == 3


def test_a_short_text_is_its_own_summary_and_says_so() -> None:
    summary = summarize("One thing. Another thing.", 5)
    assert summary.sentences == ("One thing.", "Another thing.")
    assert "whole text" in summary.method


@pytest.mark.parametrize(
    ("text", "count"), [("", 3), ("   \n", 3), ("Some text. More.", 0), ("Some text.", -1)]
)
def test_nothing_in_or_nothing_wanted_is_nothing_out(text: str, count: int) -> None:
    assert summarize(text, count).sentences == ()


def test_headings_alone_are_summarised_too() -> None:
    assert summarize("# One\n\n# Two\n\n# Three", 2).sentences


def test_a_long_licence_is_summarised_and_says_what_it_is() -> None:
    assert len(LICENCE.encode()) > 20_000
    summary = summarize(LICENCE, 6)
    assert (
        "The GNU General Public License is a free, copyleft license for software and other kinds of works."
        in (summary.sentences)
    )


def test_time_grows_in_line_with_the_text() -> None:
    once, eightfold = (count_calls(partial(summarize, LICENCE * times, 5)) for times in (1, 8))
    assert eightfold < 16 * once
