"""Tokens and typing mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.describe.by_rules.text.lexicon import Lexicon, forms
from editor.describe.by_rules.text.tokens import distance, tokens_of
from engine.nodes import builtin

LEXICON = Lexicon(builtin())


def words(sentence: str) -> list[str]:
    return [token.word for token in LEXICON.mended(tokens_of(sentence))]


def test_addresses_end_before_punctuation() -> None:
    found = tokens_of("send it to https://example.com/a?b=1, or www.example.org/x.")
    assert [token.text for token in found if token.sort == "url"] == [
        "https://example.com/a?b=1",
        "www.example.org/x",
    ]


def test_contractions_become_two_words_with_their_places() -> None:
    sentence = "If it's spam, don't send it"
    found = tokens_of(sentence)
    assert [token.word for token in found] == ["if", "it", "is", "spam", ",", "do", "not", "send", "it"]
    assert "".join(sentence[token.start : token.end] for token in found) == sentence.replace(" ", "")


def test_quotations_are_one_token() -> None:
    found = tokens_of("contains \"two words\" or 'one' or “odd”")
    assert [token.text for token in found if token.sort == "quote"] == ['"two words"', "'one'", "“odd”"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sumarize", "summarize"), ("summerise", "summarise"), ("keywrods", "keywords"), ("clen", "clean"),
        ("tehn", "then"), ("adn", "and"), ("sentances", "sentences"), ("extrct", "extract"), ("translat", "translate"),
        ("clasify", "classify"), ("catagory", "category"), ("tow", "two"), ("otherwize", "otherwise"),
    ],
)  # fmt: skip
def test_typing_mistakes_are_mended(typed: str, meant: str) -> None:
    assert words(f"x {typed}")[-1] == meant


@pytest.mark.parametrize(
    "word",
    ["house", "tax", "later", "mark", "them", "bread", "cheese", "Tim", "quantum", "sandwich", "kitchen"],
)
def test_other_words_are_left_alone(word: str) -> None:
    assert words(f"x {word}")[-1] == word.lower()


@given(st.text("abcde", max_size=7), st.text("abcde", max_size=7))
def test_distance_is_one(one: str, other: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) == (one == other)
    assert distance(one, other, 2) == min(distance(one, other, 9), 3)


def test_forms() -> None:
    assert forms("summarize") == {"summarize", "summarizes", "summarized", "summarizing"}
    assert forms("send") == {"send", "sends", "sent", "sending"}
    assert forms("fetch") >= {"fetches", "fetched", "fetching"}
