"""Walk over the tokens of a sentence, and note which of them were understood."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from editor.describe.by_rules.syntax_tree import Span
from editor.describe.by_rules.text.tokens import Token
from editor.describe.by_rules.text.vocabulary import (
    BEFORE_HEAD,
    FILLERS,
    GENERIC_VERBS,
    NUMBERS,
    PARTS,
    TEXT_NOUNS,
    UNITS,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from editor.describe.by_rules.text.lexicon import Lexicon, Sense

_END = Token("", "", 0, 0, "break")
ENDING = words_of(
    """then and but plus otherwise else unless if when whenever before after once until finally while or depending
    assuming supposing between"""
)
"""Words that end a clause."""
_AFTER_A = words_of("couple few dozen hundred thousand single")


class Scan:
    """The tokens with a set of those used up; places are indices of tokens."""

    def __init__(self, sentence: str, tokens: list[Token], lexicon: Lexicon) -> None:
        self.sentence = sentence
        self.tokens = tokens
        self.lexicon = lexicon
        self.used: set[int] = set()

    def __len__(self) -> int:
        return len(self.tokens)

    def at(self, i: int) -> Token:
        """Return a token; past the end an empty break."""
        return self.tokens[i] if 0 <= i < len(self.tokens) else _END

    def word(self, i: int) -> str:
        """Return the word at a place; "" where there is no word."""
        token = self.at(i)
        return token.word if token.sort == "word" else ""

    def is_words(self, i: int, *words: str) -> bool:
        """Return whether these words stand at a place."""
        return all(self.word(i + offset) == word for offset, word in enumerate(words))

    def skip(self, i: int, words: Collection[str]) -> int:
        """Go past words of a set."""
        while self.word(i) in words and self.word(i):
            i += 1
        return i

    def use(self, start: int, end: int) -> None:
        """Mark tokens as understood."""
        self.used.update(range(start, end))

    def take_out(self, start: int, end: int) -> None:
        """Take tokens out that were understood, and are in the way of what is said around them."""
        del self.tokens[start:end]
        moved = {i if i < start else i - (end - start) for i in self.used if i < start or i >= end}
        self.used = moved

    def is_end(self, i: int) -> bool:
        """Return whether a clause ends before this token."""
        token = self.at(i)
        if token.sort in {"break", "comma", "arrow"}:
            return True
        return token.sort == "word" and token.word in ENDING and not self.is_words(i - 1, "at", "once")

    def clause_end(self, i: int) -> int:
        """Return the place where the clause that goes on here ends."""
        while not self.is_end(i):
            i += 1
        return min(i, len(self))

    def number(self, i: int) -> tuple[float, int] | None:
        """Read a number at a place, in digits or words: its value and how many tokens it takes."""
        token, following = self.at(i), self.word(i + 1)
        if token.sort == "number":
            return float(token.text.replace(",", "")), 1
        if token.sort != "word" or token.word not in NUMBERS:
            return None
        value = float(NUMBERS[token.word])
        if token.word in {"a", "an"} and following in _AFTER_A:
            return float(NUMBERS[following]), 3 if self.word(i + 2) == "of" else 2
        if following in {"hundred", "thousand"}:
            return value * NUMBERS[following], 2
        return value, 1

    def duration(self, i: int) -> tuple[float, int] | None:
        """Read a duration at a place, in seconds: "10 minutes", "half an hour"."""
        if self.word(i) == "half":
            unit = self.skip(i + 1, {"a", "an"})
            return (UNITS[self.word(unit)] / 2, unit + 1 - i) if self.word(unit) in UNITS else None
        found = self.number(i)
        if found is None:
            return None
        value, length = found
        unit = self.word(i + length)
        return (value * UNITS[unit], length + 1) if unit in UNITS else None

    def verb(self, i: int) -> tuple[Sense, int] | None:
        """Return the verb sense at a place, if the word is used as a verb there, and its length."""
        senses, length = self.lexicon.senses(self.tokens, i)
        for sense in senses:
            if sense.role == "verb":
                return (sense, length)
        return None

    def starts_action(self, i: int) -> bool:
        """Return whether a new step begins here, rather than another item of a list."""
        i = self.skip(i, BEFORE_HEAD - {"one", "single"})
        if self.word(i) in words_of("if unless otherwise then finally when before after remove"):
            return True
        found = self.verb(i)
        if found is not None and self.word(i) not in {"question", "report"}:
            after = i + found[1]
            return not (self.is_list_break(after) or after >= len(self)) or self.word(i) in _BARE_VERBS
        return self.word(i) in GENERIC_VERBS and any(self.noun(k) for k in range(i + 1, self.clause_end(i)))

    def is_list_break(self, i: int) -> bool:
        """Return whether an item of a list ends here."""
        return self.at(i).sort in {"comma", "break"} or self.word(i) in {"or", "and"}

    def noun(self, i: int) -> tuple[Sense, int] | None:
        """Return the noun sense at a place and its length."""
        senses, length = self.lexicon.senses(self.tokens, i)
        for sense in senses:
            if sense.role == "noun":
                return sense, length
        return None

    def category(self, i: int) -> tuple[str, int] | None:
        """Return the told category at a place and its length."""
        return self.lexicon.category(self.tokens, i)

    def span(self, start: int, end: int) -> Span:
        """Return the characters from one token to before another; of tokens put in another order the longest run."""
        part = sorted(self.tokens[start:end], key=lambda token: token.start)
        if not part:
            return Span(self.at(start).start, self.at(end - 1).end)
        others = {token.start for token in self.tokens} - {token.start for token in part}
        runs = [[part[0]]]
        for one, following in pairwise(part):
            if any(one.start < other < following.start for other in others):
                runs.append([])
            runs[-1].append(following)
        longest = max(runs, key=lambda run: run[-1].end - run[0].start)
        return Span(longest[0].start, longest[-1].end)

    def leftovers(self, start: int, end: int) -> list[Span]:
        """Return the parts of a range that mean something and were not understood."""
        spans: list[Span] = []
        i = start
        while i < end:
            if self._passed_over(i):
                i += 1
                continue
            j = i + 1
            while (
                j < end
                and (j not in self.used and self.at(j).sort not in {"break", "comma"})
                and self._in_order(j)
            ):
                j += 1
            while self._passed_over(j - 1) and j - 1 > i:
                j -= 1
            spans.append(self.span(self._leading(i, start), j))
            i = j
        return spans

    def _in_order(self, i: int) -> bool:
        return self.at(i - 1).start < self.at(i).start

    def _leading(self, i: int, start: int) -> int:
        """Return where a phrase begins that a word belongs to: its article and the preposition before it."""
        first = i
        while first > start and self.word(first - 1) in _LEADING and first - 1 not in self.used:
            first -= 1
        preposed = first > start and self.word(first - 1) in _PREPOSITIONS and first - 1 not in self.used
        return first - 1 if preposed and self._in_order(first) else first

    def _says_more(self, i: int) -> bool:
        """Return whether a noun for a text says how or what part: "each paragraph", "as a letter", "on paper"."""
        word, before = self.word(i), self.word(i - 1)
        if word in PARTS and before in _WHICH_PART:
            return True
        if word not in TEXT_NOUNS or word in {"text", "input", "one", "ones", "follows", "content"}:
            return False
        if before in {"on", "onto"}:
            return True
        return self.word(i - 1 - (before in {"a", "an"})) in {"as", "like", "into"}

    def _says_which(self, i: int) -> bool:
        """Return whether "long" in "long texts" tells which ones are meant."""
        following = self.word(i + 1)
        return self.word(i) in _SIZES and following in TEXT_NOUNS and following.endswith("s")

    def _passed_over(self, i: int) -> bool:
        token = self.at(i)
        if i not in self.used and (self._says_more(i) or self._says_which(i)):
            return False
        if i in self.used or token.sort in {"break", "comma", "arrow", "colon"}:
            return True
        if token.sort == "mark":
            return True
        known = FILLERS | TEXT_NOUNS | GENERIC_VERBS
        return token.sort == "word" and token.word in known


_SIZES = words_of("long short longer shorter")
_LEADING = words_of(
    "a an the my your our their any some each every first second third last next very most only"
)
_PREPOSITIONS = words_of(
    """as in on onto with without by for to at from of into like via until except per than through"""
)
_WHICH_PART = words_of("each every first second third last next per any either")
_BARE_VERBS = words_of("summarize summarise clean wait tidy classify categorize translate merge")
