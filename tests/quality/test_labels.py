"""The labels fit their texts, and both parts are big and varied enough to mean something."""

import pytest

from tests.quality.labelled import (
    PARTS,
    Labelled,
    category_sets,
    labelled_texts,
    licence_text,
    same_phrase,
    squeezed,
)

ALL = [text for part in PARTS for text in labelled_texts(part)]


def test_there_are_enough_texts_and_a_third_is_held_out() -> None:
    held_out = labelled_texts("held_out")
    assert len(ALL) >= 24
    assert len(held_out) * 3 >= len(ALL)
    assert len({text.kind for text in held_out}) >= 5


@pytest.mark.parametrize("text", ALL, ids=lambda text: text.name)
def test_labels_fit_the_text(text: Labelled) -> None:
    flat = squeezed(text.text)
    assert 80 <= len(flat.split()) <= 400
    assert 2 <= len(text.summary) <= 4
    assert [flat.count(fragment) for fragment in text.summary] == [1] * len(text.summary)
    words = flat.casefold()
    absent = [word for word in text.keywords if word.casefold().split()[-1].rstrip("s") not in words]
    assert not absent


def test_tasks_name_categories_of_their_set_and_many_fit_none() -> None:
    sets = category_sets()
    for text in ALL:
        for name, right in text.tasks:
            assert right is None or right in {category.name for category in sets[name]}
    for part in PARTS:
        answers = [right for text in labelled_texts(part) for _, right in text.tasks]
        assert answers.count(None) >= 8
        assert len(answers) - answers.count(None) >= 8


def test_some_sets_are_used_by_held_out_texts_only() -> None:
    used = {
        part: {name for text in labelled_texts(part) for name, right in text.tasks if right} for part in PARTS
    }
    assert len(used["held_out"] - used["development"]) >= 3


def test_the_licence_is_long() -> None:
    assert len(licence_text().encode()) > 20_000


@pytest.mark.parametrize(
    ("found", "expected", "same"),
    [
        ("Container crane", "container cranes", True),
        ("the loading times", "loading times", True),
        ("crane", "container cranes", True),
        ("cranes", "eastern quay", False),
        ("times", "loading times of cranes", False),
        ("", "rent", False),
    ],
)
def test_phrases_are_compared_without_case_and_plural(found: str, expected: str, *, same: bool) -> None:
    assert same_phrase(found, expected) is same
