"""Split a text into sentences, knowing paragraphs, headings, list items and quoted lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from engine.text.background import listed

Role = Literal["prose", "item", "heading", "quoted"]

# After these a full stop never ends a sentence, because a name or a number follows.
_TITLES: Final = listed(
    """
    mr mrs ms dr prof st mt gen col sgt capt lt rev hon pres gov sen rep fr sr hr no nos nr fig figs vol
    vols pp ch sec eq art cf vs viz approx ca ed eds messrs mme mlle dipl ing bzw usw e.g i.e z.b d.h u.a
    p.ex
    """
)
# After these a full stop ends a sentence only if a capital letter follows.
_SHORTENED: Final = listed(
    """
    etc inc ltd co corp bros dept est jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu
    thur thurs fri sat sun ave blvd rd min max tel ext a.m p.m u.s u.k ph.d al incl excl tbsp tsp oz lb
    """
)
_STARTS_ITEM: Final = re.compile(
    r"(?:[-*+•‣▪◦–—·]|\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z])[.)]|\d{1,3}(?:\.\d{1,3}){1,4})\s+(?=\S)"
)
_HEADING_MARK: Final = re.compile(r"#{1,6}\s+(?=\S)")
_RULE: Final = re.compile(r"[\W_]+$")
_END: Final = re.compile(r"[.!?…]+[\"'”’»)\]]{0,4}(?=\s)|[。！？｡؟۔।॥]+[」』”’）]{0,4}\s*")
_LAST_WORD: Final = re.compile(r"[^\s(\[\"'“‘«]{1,20}$")
_LONGEST_HEADING: Final = 80
_OPENERS: Final = "\"'“‘«([{„‚¿¡"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its words with single blanks, the paragraph it stands in, and what it is there."""

    text: str
    paragraph: int
    role: Role


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    paragraph: int
    role: Role


def split_sentences(text: str) -> tuple[Sentence, ...]:
    r"""All sentences in their order. Takes time linear in the text; works on any text.

    The text of a sentence is a part of the input once runs of white space are single blanks; marks
    of list items and headings are left out.

    >>> [s.text for s in split_sentences("Dr. J. Pike paid 3.5 million. Really?\n- Yes, e.g. today")]
    ['Dr. J. Pike paid 3.5 million.', 'Really?', 'Yes, e.g. today']
    """
    return tuple(
        Sentence(sentence, block.paragraph, block.role)
        for block in _blocks(text)
        for sentence in ([block.text] if block.role == "heading" else _cut(block.text))
    )


def _blocks(text: str) -> Iterator[_Block]:
    paragraph = 0
    for part in re.split(r"\n[^\S\n]*\n", "\n".join(text.splitlines())):
        lines = [line for raw in part.split("\n") if (line := " ".join(raw.split()))]
        if lines:
            yield from _blocks_of_paragraph(lines, paragraph)
            paragraph += 1


def _blocks_of_paragraph(lines: list[str], paragraph: int) -> Iterator[_Block]:
    widest = max(map(len, lines))
    gathered: list[str] = []
    role: Role = "prose"
    for at, line in enumerate(lines):
        mark = _item_mark(line, lines[at - 1] if at else "", widest)
        own: Role | None = (
            "quoted" if line.startswith(">") else "heading" if _HEADING_MARK.match(line) else None
        )
        if gathered and (own or mark or _breaks_after(lines[at - 1], line, widest)):
            yield from _finished(gathered, paragraph, role)
            gathered = []
        if own:
            bare = line.lstrip(">").strip() if own == "quoted" else line.lstrip("#").strip()
            yield from _finished([bare], paragraph, own)
            continue
        if not gathered:
            role = "item" if mark else "prose"
        gathered.append(line[mark.end() :] if mark else line)
    # A short numbered line that is a paragraph by itself is the title of a section.
    numbered = role == "item" and lines[0][0].isdigit() and len(gathered) == len(lines)
    yield from _finished(gathered, paragraph, role, alone=numbered)


def _item_mark(line: str, before: str, widest: int) -> re.Match[str] | None:
    """The mark of a list item, if it is one: a line may also be full just before "7. of this contract"."""
    mark = _STARTS_ITEM.match(line)
    if mark is None or not line[0].isalnum() or not before:
        return mark
    ended = before[-1] in ".:;,!?)" or _STARTS_ITEM.match(before) or _breaks_after(before, line, widest)
    return mark if ended else None


def _finished(lines: list[str], paragraph: int, role: Role, *, alone: bool = False) -> Iterator[_Block]:
    text = " ".join(lines)
    if not text or _RULE.match(text):
        return
    if (role == "prose" or alone) and _looks_like_heading(text):
        role = "heading"
    yield _Block(text, paragraph, role)


def _breaks_after(line: str, following: str, widest: int) -> bool:
    """Whether a line was ended on purpose and not because it was full."""
    first_word = len(following.split(" ", 1)[0])
    return not following[0].islower() and len(line) + first_word + 1 < 0.8 * widest


def _looks_like_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and text[-1] not in ".!?…。！？\"”’»'"


def _cut(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        if end.end() < len(text) and _ends_sentence(text, start, end):
            yield text[start : end.end()].strip()
            start = end.end()
    if rest := text[start:].strip():
        yield rest


def _ends_sentence(text: str, start: int, end: re.Match[str]) -> bool:
    if end[0][0] not in ".!?…":
        return True
    following = text[end.end() : end.end() + 8].lstrip().lstrip(_OPENERS)
    if not following or following[0].islower():
        return not following
    if end[0][0] != ".":
        return True
    before = _LAST_WORD.search(text, max(start, end.start() - 20), end.start())
    word = before[0] if before else ""
    if word.casefold() in _TITLES or (len(word) == 1 and word.isupper() and word != "I"):
        return False
    if word.casefold() in _SHORTENED:
        return following[0].isupper()
    # "1. Do this" is a number in a list, "in 2016. Then" is not.
    return not (word.isdigit() and end.start() - start == len(word))
