"""The algorithms beat what anybody would write first, and the documentation says how much."""

import re
from dataclasses import astuple
from pathlib import Path

import pytest

from tests.quality.baselines import lead, literal_hits, most_frequent
from tests.quality.labelled import PARTS, GivenCategory, Part, category_sets, labelled_texts
from tests.quality.measure import (
    PHRASES,
    SENTENCES,
    category_of,
    literal_category,
    measure_keywords,
    measure_summaries,
    measure_tags,
    phrases_of,
    report,
    score_keywords,
    score_summary,
    summary_of,
)

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("part", PARTS)
def test_summaries_beat_the_first_sentences(part: Part) -> None:
    ours = measure_summaries(part, summary_of)
    theirs = measure_summaries(part, lambda text: lead(text, SENTENCES))
    assert ours.f1 > theirs.f1
    assert ours.precision > theirs.precision


def test_summaries_beat_them_without_the_hand_written_cues_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.text.summarize._POINTS_OUT", re.compile("(?!)"))
    ours = measure_summaries("held_out", summary_of).f1
    assert ours > measure_summaries("held_out", lambda text: lead(text, SENTENCES)).f1
    page = (ROOT / "docs" / "explanation" / "text-quality.md").read_text("utf-8")
    assert f"Without it the held-out F1 of summaries is {ours:.2f}" in page


@pytest.mark.parametrize("part", PARTS)
def test_keywords_beat_the_most_frequent_words(part: Part) -> None:
    ours = measure_keywords(part, phrases_of)
    theirs = measure_keywords(part, lambda text: most_frequent(text, PHRASES))
    assert ours.f1 > theirs.f1
    assert ours.precision > theirs.precision


def test_tags_find_more_than_literal_hits_and_never_name_a_wrong_category() -> None:
    for part in PARTS:
        ours, theirs = measure_tags(part, category_of), measure_tags(part, literal_category)
        assert ours.right > theirs.right
        assert ours.accuracy >= theirs.accuracy
        assert ours.wrong == 0
        assert ours.invented <= 1


def test_the_documentation_shows_the_measured_figures() -> None:
    page = (ROOT / "docs" / "explanation" / "text-quality.md").read_text("utf-8")
    assert report() in page


def test_no_line_of_the_engine_knows_a_category_of_the_set() -> None:
    code = "\n".join(path.read_text("utf-8").casefold() for path in sorted((ROOT / "engine").rglob("*.py")))
    named = {category.name for given in category_sets().values() for category in given}
    assert {name for name in named if re.search(rf"\b{re.escape(name.casefold())}\b", code)} == set()


def test_the_scores_count_what_they_say() -> None:
    text = labelled_texts("development")[0]
    found = score_summary(text, [f"x {text.summary[0]} y", "something else"])
    assert astuple(found) == (0.5, 1 / len(text.summary))
    assert found.f1 == pytest.approx(2 * 0.5 / len(text.summary) / (0.5 + 1 / len(text.summary)))
    twice = score_keywords(text, [text.keywords[0], text.keywords[0]])
    assert twice.precision <= 2 / PHRASES
    assert score_summary(text, []).f1 == 0


def test_the_baseline_for_tags_abstains_without_a_hit() -> None:
    given = [GivenCategory("Ships", ("dock",)), GivenCategory("Bread")]
    assert literal_hits("At the dock.", given) == "Ships"
    assert literal_hits("Nothing.", given) is None
    assert literal_hits("Bread at the dock.", given) is None
