"""What holds for any text at all."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.text.clean import clean_text
from engine.text.keywords import extract_keywords
from engine.text.summarize import summarize
from engine.text.tag import Category, tag

PIECES = st.sampled_from(
    ["The ferry", " is late. ", "\n", "\n\n", "- ", "1. ", "# ", "> ", "Dr. ", "e.g. ", "3.5 ", "🎶", "漢字。", "é́",
     "\ud800", "\x00", "<p>",
     "</div>", "<", "&amp;", "https://a.example/b", "a@b.example", "“Yes!” ", "שלום. ", "ferries "]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))
WORDS = st.text(max_size=12)
CATEGORIES = st.lists(
    st.builds(
        Category,
        st.one_of(WORDS, st.just("Ferries")),
        st.lists(WORDS, max_size=3).map(tuple),
        st.lists(TEXTS, max_size=2).map(tuple),
    ),
    max_size=4,
)
OPTIONS = ("strip_html", "fix_unicode", "normalise_whitespace", "strip_urls", "strip_emails", "drop_quotes")
FAST = settings(max_examples=60, deadline=None)


@FAST
@given(TEXTS, st.fixed_dictionaries({name: st.booleans() for name in OPTIONS}))
def test_cleaning_never_raises_and_gives_real_characters(text: str, chosen: dict[str, bool]) -> None:
    cleaned = clean_text(text, **chosen)
    cleaned.encode()
    assert clean_text(text, **chosen) == cleaned
    if chosen["normalise_whitespace"]:
        assert cleaned == cleaned.strip()
        assert "\n\n\n" not in cleaned


@FAST
@given(TEXTS, st.integers(-1, 8))
def test_a_summary_is_made_of_the_text(text: str, count: int) -> None:
    summary = summarize(text, count)
    flat = " ".join(text.split())
    assert len(summary.sentences) <= max(0, count)
    at = 0
    for sentence in summary.sentences:
        at = flat.find(sentence, at)
        assert at >= 0
        at += len(sentence)
    assert summary.method
    assert summarize(text, count) == summary


@FAST
@given(TEXTS, st.integers(-1, 10))
def test_keywords_keep_to_their_limit_and_range(text: str, limit: int) -> None:
    result = extract_keywords(text, limit)
    assert len(result.keywords) <= max(0, limit)
    assert all(0 < keyword.score <= 1 and keyword.text.strip() for keyword in result.keywords)
    folded = [keyword.text.casefold() for keyword in result.keywords]
    assert len(set(folded)) == len(folded)
    assert all(1 <= len(phrase.split()) <= 3 for phrase in folded)
    assert extract_keywords(text, limit) == result


@FAST
@given(TEXTS, CATEGORIES, st.floats(0, 1))
def test_a_tag_is_one_of_the_given_or_none(text: str, categories: list[Category], least: float) -> None:
    result = tag(text, categories, least)
    assert set(result.scores) == {category.name for category in categories}
    assert all(0 <= score <= 1 for score in result.scores.values())
    assert result.category is None or result.scores[result.category] >= least
    assert tag(text, categories, least) == result
    assert tag(text, list(reversed(categories)), least).category == result.category
