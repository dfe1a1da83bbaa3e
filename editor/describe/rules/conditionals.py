"""Reading "if ...", "unless ...", "when ...": a branch around what follows, or around the step before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.rules.conditions import read_condition
from editor.describe.rules.drawing import base
from editor.describe.rules.items import Branch, Leaf, Step, leaves
from editor.describe.rules.lists import past_openers, read_list
from editor.describe.rules.orders import Orders
from editor.describe.rules.words import words_of

if TYPE_CHECKING:
    from editor.describe.rules.actions import Actions
    from editor.describe.rules.scan import Scan

_IF = words_of("if when whenever unless whether")


_SUBJECTS = words_of(
    "the a an it this that they he she we i you my our your all everything everyone somebody someone"
)
_GOES_ON = words_of("then please do not you otherwise else just also only we i")


def _chooses(branch: Branch) -> bool:
    return all(leaf.subject == "tag_category" and not leaf.negated for leaf in leaves(branch.condition))


class Conditionals(Orders):
    """Reads conditions as branches."""

    def __init__(self, scan: Scan, actions: Actions, existing: frozenset[str]) -> None:
        super().__init__(scan, actions, existing)
        self._trailing: Branch | None = None
        self._unread_to = -1

    def _if(self, start: int) -> int | None:
        scan, i = self.scan, start
        if scan.word(i) == "check" and scan.word(i + 1) in {"whether", "if"}:
            if len(read_list(scan, past_openers(scan, i + 2))[0]) > 1:
                return None  # "check whether it is spam or ham" asks for a category, and decides nothing yet
            i += 1
        if scan.word(i) == "only" and scan.word(i + 1) in {"if", "when"}:
            i += 1
        paid = scan.word(i) == "once" and scan.word(i + 1) in _SUBJECTS  # "once the customer has paid"
        if paid or scan.word(i) in _IF or scan.is_words(i, "in", "case"):
            return self._condition(start, i)
        return None

    def _condition(self, start: int, i: int) -> int | None:
        """Read "if ..." as a branch around what follows, or around the step before when it closes a clause."""
        scan = self.scan
        unless = scan.word(i) == "unless"
        opener_end = i + (2 if scan.is_words(i, "in", "case") else 1)
        if self._arrival(i, opener_end):
            return scan.clause_end(opener_end)
        found = read_condition(scan, opener_end)
        if found is not None and self._goes_on(found.end):
            found = None
        if found is None and scan.word(opener_end) == "you":
            end = scan.clause_end(opener_end)
            self.reading.unread.append(scan.span(start, end))
            return end  # a courtesy, not a condition
        end = found.end if found else self._unread_end(opener_end)
        scan.use(start, end)
        if start == self._unread_to:
            self.reading.unread.append(scan.span(start, end))
            return end  # what it decides on was not understood
        condition = found.condition if found else Leaf("", "unread")
        branch = Branch(condition, scan.span(start, end), understood=found is not None)
        if self._closes(start, end) and not self._tells_itself(branch):
            step = self._side.pop()
            branch.rank, step.rank = step.rank, 0
            (branch.otherwise if unless else branch.then).append(step)
            beside = self._trailing is not None and self._branch is self._trailing and bool(self._side)
            (self.reading.items if beside else self._side).append(branch)
            self._trailing = branch
            self._branch = branch
            self._side = branch.otherwise if unless else branch.then
            return end
        branch.rank = self._rank
        (self._side if self._is_nested(start, branch) else self.reading.items).append(branch)
        self._branch, self._side = branch, branch.otherwise if unless else branch.then
        return end

    def _unread_end(self, i: int) -> int:
        """Give the place where a condition that is not understood ends: at a comma, a colon, or what is to be done."""
        scan = self.scan
        end = i
        while end < len(scan) and not scan.is_end(end) and scan.at(end).sort != "colon":
            if end > i and scan.starts_action(end) and scan.verb(end):
                break
            end += 1
        return end

    def _goes_on(self, i: int) -> bool:
        """Say whether a condition goes on behind the part that was understood: "if a and the moon is full"."""
        scan = self.scan
        return scan.word(i) in {"and", "or"} and not (
            scan.starts_action(i + 1) or scan.verb(i + 1) or scan.word(i + 1) in _GOES_ON
        )

    def _is_nested(self, start: int, branch: Branch) -> bool:
        """Say whether a condition stands behind "otherwise", and no further category is chosen by it."""
        before, said = self._branch, self.scan.word(start - 1)
        if before is None or self._side is not before.otherwise or said not in {"otherwise", "else", "but"}:
            return False
        return not (_chooses(before) and _chooses(branch))

    def _closes(self, start: int, end: int) -> bool:
        """Say whether a condition belongs to the step before it: "send it if it is about sports."."""
        if not self._side or not isinstance(self._side[-1], Step):
            return False
        before = self.scan.at(start - 1)
        if before.sort == "mark":
            return False
        if self.scan.word(start) == "only":
            return True
        if before.sort not in {"comma", "break", "arrow", "colon"} and self.scan.word(start - 1) not in {
            "and",
            "then",
            "but",
        }:
            return True
        following = self.scan.at(end)
        ends = (
            end >= len(self.scan)
            or (following.sort == "break")
            or self.scan.word(end) in {"otherwise", "else"}
        )
        ends = ends or (following.sort == "comma" and self.scan.word(end + 1) in {"otherwise", "else"})
        return ends and before.sort == "comma"

    def _tells_itself(self, branch: Branch) -> bool:
        """Say whether a condition is about what the step before it finds out."""
        step = self._side[-1]
        return isinstance(step, Step) and base(step.kind) == leaves(branch.condition)[0].subject
