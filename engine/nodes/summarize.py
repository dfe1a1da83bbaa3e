"""Summarize, without a model."""

from typing import NamedTuple

from engine.nodes._amounts import Sentences
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example
from engine.workflow.ports import Text


class Summary(NamedTuple):
    """The sentences kept, and how they were chosen."""

    summary: Text
    method: Note


_TEXT = (
    "The Skara ferry stopped on Monday after its engine failed in the strait. All 84 passengers were brought "
    "to the quay by two fishing boats. The operator says the engine will be repaired by Friday. A bus now "
    "takes passengers over the bridge, which is 60 kilometres longer."
)


@node(
    title="Summarize",
    category="text",
    icon="wrap-text",
    synonyms=(
        "summarise", "summary", "sum up", "shorten", "condense", "digest", "abridge", "tl;dr", "tldr",
        "boil down", "gist", "key points", "main points", "abstract", "in short", "brief", "short version",
        "recap", "outline", "key sentences", "overview",
    ),
    brief=lambda config: f"{config.sentences} sentence{'s' * (config.sentences != 1)}",
    example=Example(
        {"text": _TEXT},
        {"summary": "The Skara ferry stopped on Monday after its engine failed in the strait."},
        {"sentences": 1},
    ),
)  # fmt: skip
def summarize(
    text: Text,
    *,
    sentences: Sentences = 3,
) -> Summary:
    """Shorten a text to its most important sentences, without a model.

    The sentences are the text's own, in their order; nothing is written anew. For free wording use LLM
    summary. Of more than a million characters it reads an even sample, and says so.
    """
    from engine.text.sample import sample  # noqa: PLC0415 - as the next
    from engine.text.summarize import summarize as shorten  # noqa: PLC0415 - word lists are only needed where a step runs

    part = sample(text)
    found = shorten(part.text, sentences)
    return Summary(found.text, found.method + part.note)
