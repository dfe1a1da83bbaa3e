"""Reading clauses that say an order or a start: "after cleaning", "ten minutes later", "when a mail arrives"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.rules.items import Span, Step
from editor.describe.rules.step_names import REMOVED_BY
from editor.describe.rules.vocabulary import CLEANED
from editor.describe.rules.ways import Ways
from editor.describe.rules.words import TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.rules.actions import Actions
    from editor.describe.rules.scan import Scan

_ARRIVES = words_of("""arrives comes arrive come received submitted pasted posted given reaches appears""")
_PEOPLE = words_of("i we you they user users someone somebody he she people customers customer")
_GIVES = words_of(
    "paste pastes submit submits enter enters upload uploads give gives get gets receive receives send sends add"
)


class Orders(Ways):
    """Puts steps before or behind those they are said of."""

    def __init__(self, scan: Scan, actions: Actions, existing: frozenset[str]) -> None:
        super().__init__(scan, actions)
        self._existing = existing
        self._pending: list[Step] = []
        self._owed = False

    def _order_clause(self, i: int) -> int | None:
        """Read "after cleaning the text": before or behind the step it stands with."""
        scan = self.scan
        if scan.word(i) not in {"after", "before", "once", "when"}:
            return None
        waited = scan.duration(i + 1)
        if scan.word(i) == "after" and waited is not None:
            step = Step("delay", scan.span(i, i + 1 + waited[1]), {"seconds": waited[0]})
            scan.use(i, i + 1 + waited[1])
            trailing = self._stands_behind(i)
            self._insert_before_previous(step) if trailing else self._add(step)
            return i + 1 + waited[1]
        begin = scan.skip(
            i + 1,
            {
                "you",
                "it",
                "the",
                "text",
                "is",
                "has",
                "have",
                "been",
                "we",
                "i",
                "first",
                "anything",
                "everything",
            },
        )
        if scan.word(i) in {"when", "once"} and (
            scan.verb(begin) is None or scan.word(begin) in {"ask", "tell"}
        ):
            return None
        step, end = self.actions.read(begin)
        if step is None or step.kind == "input":
            return None
        scan.use(i, i + 1)
        trailing = self._stands_behind(i)
        while step is not None:
            step.implied = True
            if scan.word(i) == "before":
                self._add(step) if trailing else self._pending.append(step)
            elif trailing:
                self._insert_before_previous(step)
            else:
                self._add(step)
            step, end = self._also_done(begin, end)
        return end

    def _also_done(self, begin: int, end: int) -> tuple[Step | None, int]:
        """Read the further verbs of "after you have cleaned and then summarized it": those of the same form."""
        scan = self.scan
        following = scan.skip(end, {"and", "then", "also"})
        form = next(
            (word[-3:] for k in range(begin, end) if (word := scan.word(k)).endswith(("ed", "ing"))), ""
        )
        removed = scan.word(begin) in REMOVED_BY and scan.word(following) in CLEANED
        if removed:
            return self.actions.read(following)
        alike = bool(form) and scan.word(following).endswith("ing" if form == "ing" else "ed")
        if following == end or not alike or scan.verb(following) is None:
            return None, end
        step, after = self.actions.read(following)
        return (step, after) if step is not None else (None, end)

    def _stands_behind(self, i: int) -> bool:
        before = self.scan.at(i - 1)
        separated = before.sort in {"comma", "break", "arrow"} or before.word in {
            "and",
            "then",
            "but",
            "finally",
        }
        return i > 0 and not separated and bool(self._side)

    def _insert_before_previous(self, step: Step) -> None:
        previous = self._side[-1]
        step.rank = previous.rank
        self._side.insert(len(self._side) - 1, step)

    def _add(self, step: Step) -> None:
        if step.rank == 0:
            step.rank = self._rank
        if step.cleaned:
            self._side.append(
                Step("clean_text", Span(step.span.start, step.span.start), rank=step.rank, implied=True)
            )
        if self._before_previous and self._side:
            step.rank = self._side[-1].rank
            self._side.insert(len(self._side) - 1, step)
        elif step.rank and self._side is not self.reading.items and step.rank < 0:
            self.reading.items.append(step)
        else:
            self._side.append(step)
        self._owed |= bool(self._pending) and not step.implied

    def _flush(self) -> None:
        for step in self._pending:
            self._side.append(step)
        self._pending, self._owed = [], False

    def _arrival(self, i: int, opener_end: int) -> bool:
        """Read "when a text arrives" as the input."""
        end = self.scan.clause_end(opener_end)
        words = [self.scan.word(k) for k in range(opener_end, end)]
        given = words[:1] and words[0] in _PEOPLE and bool(set(words[1:3]) & _GIVES)
        if given and self.scan.word(i) != "unless" and set(words) & TEXT_NOUNS:
            words.append("arrives")
        if self.scan.word(i) == "unless" or not (
            set(words) & _ARRIVES and set(words) & (TEXT_NOUNS | {"user", "someone", "it", "one"})
        ):
            return False
        if set(words) & {"tagged", "contains", "about"}:
            return False
        self._add(Step("input", self.scan.span(i, end), rank=-2))
        self.scan.use(i, end)
        return True
