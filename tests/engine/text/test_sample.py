from __future__ import annotations

import pytest

from engine.nodes.extract_keywords import extract_keywords
from engine.nodes.summarize import summarize
from engine.text.sample import MOST, sample


def numbered(count: int) -> list[str]:
    return [f"Sentence number {index} tells of the ferry." for index in range(count)]


def test_a_text_of_the_limit_is_read_whole() -> None:
    text = "a" * MOST
    assert sample(text).text is text


def test_pieces_are_whole_sentences_from_all_over_the_text() -> None:
    sentences = numbered(5_000)
    found = sample(" ".join(sentences), 20_000)
    read = [part for piece in found.text.split("\n\n") for part in piece.replace(". ", ".\n").split("\n")]
    assert set(read) <= set(sentences)
    assert read[0] == sentences[0]
    numbers = [sentences.index(one) for one in read]
    assert numbers == sorted(set(numbers))
    thirds = [
        sum(third * 5_000 <= 3 * number < (third + 1) * 5_000 for number in numbers) for third in range(3)
    ]
    assert min(thirds) > 0.8 * max(thirds)


@pytest.mark.parametrize("sign", ["x", "。"])
def test_a_text_without_breaks_is_cut_all_the_same(sign: str) -> None:
    found = sample(sign * 30_000, 1_000)
    assert 900 <= len(found.text.replace("\n", "")) <= 1_100


def test_the_kinds_say_what_they_read() -> None:
    text = " ".join(numbered(60_000))
    assert "40 % of the text" in summarize.call(text, sentences=2).method
    assert "40 % of the text" in extract_keywords.call(text, limit=2).method
    assert "of the text" not in summarize.call(text[:900], sentences=2).method
