"""The labelled texts: what they are, who may look at them, and how a result is compared with a label.

Texts in `texts/development` may be used to tune the algorithms. Texts in `texts/held_out` are for
measuring only: no rule, weight or word list of `engine/text` may be chosen by looking at them.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Part = Literal["development", "held_out"]
PARTS: Final[tuple[Part, ...]] = ("development", "held_out")
FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Labelled:
    """One text with what a careful reader expects of it.

    `summary` holds one fragment of each sentence a good summary has. `keywords` holds expected
    phrases. `tasks` maps the name of a set of categories to the right category, None where no
    category of that set fits.
    """

    name: str
    kind: str
    part: Part
    text: str
    summary: tuple[str, ...]
    keywords: tuple[str, ...]
    tasks: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class GivenCategory:
    """A category as a user gives it."""

    name: str
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def labelled_texts(part: Part) -> tuple[Labelled, ...]:
    """All texts of one part, by name."""
    return tuple(_read(path, part) for path in sorted((FOLDER / "texts" / part).glob("*.toml")))


def category_sets() -> dict[str, tuple[GivenCategory, ...]]:
    """The sets of categories, by the name of the set."""
    data = tomllib.loads((FOLDER / "categories.toml").read_text("utf-8"))
    return {
        name: tuple(
            GivenCategory(category, tuple(given.get("keywords", ())), tuple(given.get("examples", ())))
            for category, given in categories.items()
        )
        for name, categories in data.items()
    }


def licence_text() -> str:
    """A long real text: version 3 of the GNU General Public License, word for word (35 KB)."""
    return (FOLDER / "texts" / "licence.txt").read_text("utf-8")


def same_phrase(found: str, expected: str) -> bool:
    """Whether a found phrase stands for an expected one.

    Case, a plural "s" and a leading article do not count. One phrase may be part of the other if
    it covers at least half of its words.

    >>> same_phrase("container crane", "Container cranes")
    True
    >>> same_phrase("backup", "nightly backup copy")
    False
    """
    ours, theirs = _bare(found), _bare(expected)
    if not ours or not theirs:
        return False
    short, long = sorted((ours, theirs), key=len)
    starts = range(len(long) - len(short) + 1)
    return 2 * len(short) >= len(long) and any(long[at : at + len(short)] == short for at in starts)


def squeezed(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def _bare(phrase: str) -> tuple[str, ...]:
    words = [word for word in re.findall(r"[\w]+", phrase.casefold()) if word not in {"the", "a", "an"}]
    return tuple(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in words
    )


def _read(path: Path, part: Part) -> Labelled:
    data = tomllib.loads(path.read_text("utf-8"))
    return Labelled(
        name=path.stem,
        kind=data["kind"],
        part=part,
        text=data["text"].strip(),
        summary=tuple(data["summary"]),
        keywords=tuple(data["keywords"]),
        tasks=tuple((name, category or None) for name, category in data["tasks"].items()),
    )
