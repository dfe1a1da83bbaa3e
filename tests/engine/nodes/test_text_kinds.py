from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from engine.errors import AuthorError
from engine.text.tag import LEAST_CONFIDENCE
from engine.workflow.kinds import Emit
from engine.workflow.ports import Arrival
from tests.engine.nodes.calling import call, kind

HOSTILE = {
    "empty": "",
    "blank": " \n\t ",
    "emoji": "👩‍👩‍👧 🏔️🏔️🏔️ 🎾!",
    "one long word": "x" * 50_000,
    "right to left": "\u202eשלום עולם. זהו משפט שני.",
    "angle brackets": "<" * 20_000 + ">" * 20_000,
    "many sentences": "The tide turned at noon. A boat left the quay. " * 600,
    "no spaces": "日本語の文章です。これは二番目の文です。" * 500,
    "nul": "a\x00b",
}
CATEGORIES = {"categories": ["sea", {"name": "court", "keywords": ["judge", "verdict"]}]}


def taken(name: str, text: str, config: Mapping[str, object] | None = None) -> Emit:
    result = call(name, {"text": text}, config or {})
    assert isinstance(result, Emit)
    return result


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["clean_text", "summarize", "extract_keywords", "tag_category"])
def test_hostile_text_gives_an_ordinary_result(name: str, text: str) -> None:
    found = taken(name, text, CATEGORIES if name == "tag_category" else None)
    assert set(found.outputs) == {port.name for port in kind(name).declared.outputs}


def test_cleaning_says_how_much_went_and_does_only_what_is_on() -> None:
    found = taken("clean_text", "<b>a</b>  b", {"strip_html": False})
    assert found.outputs == {"text": "<b>a</b> b"}
    assert found.notes == {"removed": "1 of 11 characters"}


def test_a_summary_keeps_at_most_the_sentences_asked_for_and_says_how() -> None:
    text = " ".join(f"Boat {number} carried the mail over the strait to the harbour." for number in range(40))
    found = taken("summarize", text, {"sentences": 2})
    assert found.outputs["summary"].count(".") == 2
    assert found.notes["method"] == "TextRank, no model"


def test_keywords_have_scores_and_a_method() -> None:
    found = taken(
        "extract_keywords", "The judge read the verdict. The verdict surprised the judge.", {"limit": 1}
    )
    assert len(found.outputs["keywords"]) == 1
    assert list(found.notes["scores"]) == found.outputs["keywords"]
    assert "no model" in found.notes["method"]


class TestTagCategory:
    def test_names_alone_will_do(self) -> None:
        row = kind("tag_category").parse({"categories": ["sea", "court"]})
        assert row == kind("tag_category").parse({"categories": [{"name": "sea"}, {"name": "court"}]})

    def test_every_category_has_a_score(self) -> None:
        found = taken("tag_category", "The judge read the verdict.", CATEGORIES)
        assert found.outputs == {"category": "court"}
        assert set(found.notes["scores"]) == {"sea", "court"}
        assert found.notes["score"] == found.notes["scores"]["court"]

    def test_no_match_fails_where_that_is_asked_for(self) -> None:
        with pytest.raises(AuthorError, match="No category fits") as caught:
            taken("tag_category", "Seven plus five.", {**CATEGORIES, "below": "fail"})
        assert caught.value.fix

    def test_the_default_confidence_is_the_algorithms_own(self) -> None:
        assert kind("tag_category").schema()["properties"]["least_confidence"]["default"] == LEAST_CONFIDENCE

    @pytest.mark.parametrize("categories", [[], ["a", "a"], [""], ["  "], [{"title": "a"}], "sports"])
    def test_categories_that_are_none_are_refused(self, categories: object) -> None:
        with pytest.raises(ValidationError):
            kind("tag_category").parse({"categories": categories})


class TestTemplate:
    VALUES = (
        Arrival("clean", "text", "a 🎾"),
        Arrival("sum", "summary", "s"),
        Arrival("find", "keywords", ["k", "l"]),
    )

    def written(self, template: str) -> str:
        return call("template", {"values": self.VALUES}, {"template": template}).outputs["text"]

    def test_names(self) -> None:
        assert (
            self.written("{{ text }}|{{ sum.summary }}|{{ find_keywords | join('+') }}|{{ value }}")
            == "a 🎾|s|k+l|a 🎾"
        )

    def test_text_without_values(self) -> None:
        assert call("template", {}, {"template": "fixed"}).outputs == {"text": "fixed"}

    def test_an_unknown_name_lists_the_known(self) -> None:
        with pytest.raises(AuthorError) as caught:
            self.written("{{ sumary }}")
        assert "summary" in caught.value.fix

    def test_a_large_value_passes(self) -> None:
        text = "wörter 🎾 " * 5_000
        found = call("template", {"values": (Arrival("a", "text", text),)}, {"template": "<{{ text }}>"})
        assert found.outputs["text"] == f"<{text}>"
