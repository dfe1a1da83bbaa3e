"""Measure the text algorithms on the labelled texts: `python -m tests.quality.measure`.

`--each` also prints every development text. Held-out texts are only ever shown as sums.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from engine.text.keywords import extract_keywords
from engine.text.summarize import summarize
from engine.text.tag import LEAST_CONFIDENCE, Category, tag
from tests.quality.baselines import lead, literal_hits, most_frequent
from tests.quality.labelled import (
    PARTS,
    Labelled,
    Part,
    category_sets,
    labelled_texts,
    same_phrase,
    squeezed,
)

SENTENCES: Final = 3
PHRASES: Final = 6
NAMES: Final[dict[Part, str]] = {"development": "development", "held_out": "held-out"}


@dataclass(frozen=True)
class Found:
    """How much of what was expected was found, each 0..1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True)
class Tagged:
    """Counts over tagging tasks: those with a right category, and those where none fits."""

    right: int
    wrong: int
    missed: int
    abstained: int
    invented: int

    @property
    def accuracy(self) -> float:
        """The share of tasks answered well, a right "no match" among them."""
        return (self.right + self.abstained) / (
            self.right + self.wrong + self.missed + self.abstained + self.invented
        )


def summary_of(text: str) -> tuple[str, ...]:
    """The algorithm's sentences."""
    return summarize(text, SENTENCES).sentences


def phrases_of(text: str) -> tuple[str, ...]:
    """The algorithm's phrases."""
    return tuple(keyword.text for keyword in extract_keywords(text, PHRASES).keywords)


def category_of(text: str, name: str) -> str | None:
    """The algorithm's choice among a set of categories."""
    given = [Category(one.name, one.keywords, one.examples) for one in category_sets()[name]]
    return tag(text, given, LEAST_CONFIDENCE).category


def score_summary(text: Labelled, sentences: Sequence[str]) -> Found:
    """Compare sentences with the labelled ones."""
    good = sum(any(fragment in squeezed(sentence) for fragment in text.summary) for sentence in sentences)
    hit = sum(any(fragment in squeezed(sentence) for sentence in sentences) for fragment in text.summary)
    return Found(good / len(sentences) if sentences else 0.0, hit / len(text.summary))


def score_keywords(text: Labelled, phrases: Sequence[str]) -> Found:
    """Compare phrases with the labelled ones; a second phrase for the same label earns nothing."""
    hit = sum(any(same_phrase(phrase, label) for phrase in phrases) for label in text.keywords)
    return Found(min(hit, len(phrases)) / PHRASES, hit / len(text.keywords))


def mean(scores: Sequence[Found]) -> Found:
    """The mean over texts, each weighing the same."""
    return Found(
        sum(score.precision for score in scores) / len(scores),
        sum(score.recall for score in scores) / len(scores),
    )


def measure_summaries(part: Part, method: Callable[[str], Sequence[str]]) -> Found:
    """Mean precision and recall of sentences."""
    return mean([score_summary(text, method(text.text)) for text in labelled_texts(part)])


def measure_keywords(part: Part, method: Callable[[str], Sequence[str]]) -> Found:
    """Mean precision and recall of phrases."""
    return mean([score_keywords(text, method(text.text)) for text in labelled_texts(part)])


def measure_tags(part: Part, method: Callable[[str, str], str | None]) -> Tagged:
    """Counts over all tagging tasks of one part."""
    pairs = [(right, method(text.text, name)) for text in labelled_texts(part) for name, right in text.tasks]
    return Tagged(
        right=sum(right is not None and given == right for right, given in pairs),
        wrong=sum(right is not None and given is not None and given != right for right, given in pairs),
        missed=sum(right is not None and given is None for right, given in pairs),
        abstained=sum(right is None and given is None for right, given in pairs),
        invented=sum(right is None and given is not None for right, given in pairs),
    )


def literal_category(text: str, name: str) -> str | None:
    """The baseline's choice among a set of categories."""
    return literal_hits(text, category_sets()[name])


def report() -> str:
    """All figures as Markdown tables, the way the documentation shows them."""
    return "\n".join([*_summary_table(), "", *_keyword_table(), "", *_tag_table()])


def _summary_table() -> Iterator[str]:
    yield f"| Summary, {SENTENCES} sentences | texts | precision | recall | F1 |"
    yield "|---|---|---|---|---|"
    for part in PARTS:
        yield _row("TextRank", part, measure_summaries(part, summary_of))
        yield _row("first sentences", part, measure_summaries(part, lambda text: lead(text, SENTENCES)))


def _keyword_table() -> Iterator[str]:
    yield f"| Keywords, {PHRASES} phrases | texts | precision | recall | F1 |"
    yield "|---|---|---|---|---|"
    for part in PARTS:
        yield _row("word statistics", part, measure_keywords(part, phrases_of))
        baseline = measure_keywords(part, lambda text: most_frequent(text, PHRASES))
        yield _row("most frequent words", part, baseline)


def _tag_table() -> Iterator[str]:
    yield "| Tag | tasks | accuracy | right | wrong | missed | rightly no match | invented |"
    yield "|---|---|---|---|---|---|---|---|"
    for part in PARTS:
        for name, method in (("similarity", category_of), ("literal hits", literal_category)):
            one = measure_tags(part, method)
            counts = (one.right, one.wrong, one.missed, one.abstained, one.invented)
            cells = [f"{name}, {NAMES[part]}", str(sum(counts)), f"{one.accuracy:.2f}", *map(str, counts)]
            yield f"| {' | '.join(cells)} |"


def _row(name: str, part: Part, found: Found) -> str:
    cells = [f"{name}, {NAMES[part]}", str(len(labelled_texts(part)))]
    figures = [f"{value:.2f}" for value in (found.precision, found.recall, found.f1)]
    return f"| {' | '.join([*cells, *figures])} |"


def _each() -> Iterator[str]:
    for text in labelled_texts("development"):
        yield f"## {text.name}"
        for sentence in summary_of(text.text):
            mark = "+" if score_summary(text, [sentence]).precision else "-"
            yield f"  {mark} {sentence}"
        for phrase in phrases_of(text.text):
            yield f"  {'+' if any(same_phrase(phrase, label) for label in text.keywords) else '-'} {phrase}"
        sets = category_sets()
        for name, right in text.tasks:
            given = [Category(one.name, one.keywords, one.examples) for one in sets[name]]
            result = tag(text.text, given, LEAST_CONFIDENCE)
            mark = "+" if result.category == right else "-"
            yield f"  {mark} {name}: {right} {result.category} {result.scores}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(_each() if "--each" in sys.argv else [report()]) + "\n")
