import pytest

from engine.text.tokens import content_stems, stem, stop_words, tokens, weight


@pytest.mark.parametrize(
    "family",
    [
        ("crane", "cranes"),
        ("bake", "baked", "baking", "bakes"),
        ("party", "parties"),
        ("refund", "refunded", "refunds", "refunding"),
        ("stop", "stopped", "stopping"),
        ("pay", "payment", "payments"),
        ("loaf", "loaves"),
        ("box", "boxes"),
        ("delay", "delays", "delayed"),
    ],
)
def test_forms_of_a_word_share_a_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize("word", ["bus", "class", "red", "sing", "königlich", "日本", "", "'"])
def test_short_and_foreign_words_survive(word: str) -> None:
    assert len(stem(word)) >= min(len(word), 2) or word == "'"


def test_tokens_keep_inner_signs_and_cut_ideographs_into_pairs() -> None:
    assert tokens("A well-known e-mail of O'Neil: 3.5!") == [
        "A",
        "well-known",
        "e-mail",
        "of",
        "O'Neil",
        "3.5",
    ]
    assert tokens("東京都") == ["東京", "京都"]
    assert max(map(len, tokens("x" * 10_000))) < 100


def test_stop_words_follow_the_language() -> None:
    german = "Der Hund und die Katze sind in dem Haus, aber nicht mit den Kindern."
    assert "und" in stop_words(tokens(german))
    assert "die" not in stop_words(tokens("The patients die of it and that is the end."))


def test_weight_falls_with_how_common_a_word_is() -> None:
    assert weight("the") == 0 < weight("people") < weight("glacier") == 1
    assert weight("weeks") < 1


def test_stems_leave_out_what_says_nothing() -> None:
    assert content_stems("The 3 cranes of the harbour, 12 times") == ["cran", "harbour", "tim"]
