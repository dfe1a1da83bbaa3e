import pytest

from engine.text.keywords import extract_keywords

TEXT = """# Heat pumps in old houses

A heat pump takes warmth from the air. The council will pay for heat pumps from May. Owners of old houses said
that heat pumps are loud, but the noise of a heat pump stays under 40 decibels. See https://pumps.example/install."""


def found(text: str, limit: int) -> list[str]:
    return [keyword.text for keyword in extract_keywords(text, limit).keywords]


def test_the_phrase_the_text_is_about_comes_first_in_one_form_only() -> None:
    phrases = found(TEXT, 8)
    assert phrases[0].casefold() in {"heat pump", "heat pumps"}
    assert sum("pump" in phrase.casefold() for phrase in phrases) <= 2


def test_no_stop_words_verbs_numbers_or_addresses() -> None:
    words = {word for phrase in found(TEXT, 50) for word in phrase.casefold().split()}
    assert not words & {"the", "said", "from", "will", "40", "https", "pumps.example"}


def test_the_best_has_one_and_the_rest_follow_downwards() -> None:
    scores = [keyword.score for keyword in extract_keywords(TEXT, 20).keywords]
    assert scores[0] == 1
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("text", "limit"), [("", 5), ("the of and", 5), ("1 2 3 ...", 5), (TEXT, 0), (TEXT, -2)]
)
def test_no_words_or_no_limit_give_none(text: str, limit: int) -> None:
    assert found(text, limit) == []


def test_it_works_in_other_scripts() -> None:
    assert found("東京の天気は雨です。東京の天気。", 3)
    assert "Wärmepumpe" in found("Die Wärmepumpe ist leise und die Wärmepumpe ist in dem Haus.", 3)


def test_the_method_is_named() -> None:
    assert "no model" in extract_keywords(TEXT, 3).method
