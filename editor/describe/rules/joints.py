"""What joins clauses, and the order it asks for: "then", "finally", "but first", "before that"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.rules.items import Branch, Item, Reading
from editor.describe.rules.words import words_of

if TYPE_CHECKING:
    from editor.describe.rules.scan import Scan

_JOINTS = words_of("and then plus also but so next or while afterwards afterward second third")
_MARKS = frozenset("-*•)(&+–")


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Give phrases, written with | between them, as tuples of words."""
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


_LAST = phrases("finally|lastly|in any case|either way|in both cases|in the end|at the end")
_FIRST = phrases("first|to begin with|at first|first of all")
_BEFORE = phrases("before that|before this|beforehand")
_THAT = words_of("that this which done ready finished complete completed")


class Joints:
    """Reads joints, and keeps where the next step belongs: its rank, and the branch and side it stands on."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.reading = Reading()
        self._branch: Branch | None = None
        self._side: list[Item] = self.reading.items
        self._rank = 0
        self._last = 0
        self._before_previous = False

    def _connectors(self, i: int) -> int:
        """Go past what joins clauses, and note the order it asks for."""
        self._rank, self._before_previous = self._last, False
        while i < len(self.scan):
            after = max(self._mark(i), self._order_word(i), self._joint(i))
            if after == i:
                break
            self.scan.use(i, after)
            i = after
        return i

    def _mark(self, i: int) -> int:
        """Go past a comma, the end of a sentence, an arrow, or the number of a line."""
        scan, token = self.scan, self.scan.at(i)
        if token.sort == "break":
            self._rank = self._last = 0
            if token.text.strip() != ";":
                self._end_sentence()
            return i + 1
        if token.sort == "number" and scan.at(i + 1).text in {".", ")"} and scan.at(i + 1).start == token.end:
            return i + 2
        return i + (token.sort in {"comma", "arrow", "colon"} or token.text in _MARKS)

    def _order_word(self, i: int) -> int:
        """Go past "finally", "first", "before that", and remember what it asks for."""
        scan = self.scan
        if (length := self._length(i, _LAST)) > 0:
            self._rank = self._last = 1
            self._branch, self._side = None, self.reading.items
        elif (length := self._length(i, _FIRST)) > 0:
            self._rank, self._last = -1, 0
        elif (length := self._length(i, _BEFORE)) > 0:
            self._before_previous = True
        elif scan.word(i) in {"after", "once", "when"} and scan.word(i + 1) in _THAT:
            length = 2
        return i + length

    def _joint(self, i: int) -> int:
        return i + (self.scan.word(i) in _JOINTS)

    def _length(self, i: int, phrases: tuple[tuple[str, ...], ...]) -> int:
        """Give the length of the phrase that stands here; 0 for none of them."""
        return next((len(words) for words in phrases if self.scan.is_words(i, *words)), 0)

    def _end_sentence(self) -> None:
        """Leave a branch that has said all it can; one still without its steps goes on into the next sentence."""
        if self._branch is not None and (self._branch.then or self._branch.kept):
            self._branch, self._side = None, self.reading.items
