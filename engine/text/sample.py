"""An even sample of a very long text, so that what reads all its words ends in seconds."""

import re
from dataclasses import dataclass
from typing import Final

MOST: Final = 1_000_000
"""Characters, about five novels: a longer text is sampled."""
_PIECES: Final = 20
_BREAK: Final = re.compile(r"\n\s*\n|\n|(?<=[.!?…。！？])\s")
_REACH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Sample:
    """What to read instead of the text, and what to add to how the result was found: "" for the whole text."""

    text: str
    note: str = ""


def sample(text: str, most: int = MOST) -> Sample:
    """Return a text of up to about `most` characters: the whole, or pieces spread evenly over it, cut at sentences.

    >>> sample("It is late.")
    Sample(text='It is late.', note='')
    >>> sample("One. Two. " * 1_000, 100).note
    '; it read 1 % of the text, evenly spread'
    """
    if len(text) <= most:
        return Sample(text)
    length, stride = most // _PIECES, len(text) / _PIECES
    starts = (round(stride * at) for at in range(_PIECES))
    pieces = [text[_between(text, start) : _between(text, start + length)].strip() for start in starts]
    read = "\n\n".join(filter(None, pieces))
    return Sample(
        read, f"; it read {max(1, round(100 * len(read) / len(text)))} % of the text, evenly spread"
    )


def _between(text: str, at: int) -> int:
    """The next place after `at` where a sentence or a paragraph has ended; `at` itself where none is near."""
    if at == 0:
        return 0
    found = _BREAK.search(text, at, at + _REACH)
    return found.end() if found else at
