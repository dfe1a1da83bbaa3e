"""Reading a sentence clause by clause into steps and branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.actions import Actions
from editor.describe.conditions import read_condition
from editor.describe.drawn import changes_drawn, read_removal
from editor.describe.items import Branch, Leaf, Reading, Step
from editor.describe.joints import Joints, phrases
from editor.describe.lists import past_openers, read_list
from editor.describe.told import give_told, read_told
from editor.describe.words import FILLERS, TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.scan import Scan

_ARRIVES = words_of("""arrives comes arrive come received submitted pasted posted given reaches appears""")
_IF = words_of("if when whenever unless once whether")
_REST = phrases(
    "otherwise|else|if not|or else|everything else|the rest|the others|all others|anything else|in any other case"
    "|others|all other"
)
_SAME_CASE = phrases("if so|if yes|if true|in that case|in this case")


class Clauses(Joints):
    """The reader of one sentence. `existing` names the kinds that are drawn already."""

    def __init__(self, scan: Scan, existing: frozenset[str]) -> None:
        super().__init__(scan)
        self.actions = Actions(scan, existing)
        self._existing = existing
        self._pending: list[Step] = []

    def read(self) -> Reading:
        """Read all tokens."""
        i = 0
        while i < len(self.scan):
            i = self._clause(self._connectors(i))
        self._flush()
        give_told(self.reading)
        return self.reading

    def _clause(self, i: int) -> int:
        if i >= len(self.scan):
            return i
        for reader in (self._side_of_branch, self._order_clause, self._told, self._if, self._removal):
            after = reader(i)
            if after is not None:
                return after
        return self._action(i)

    def _side_of_branch(self, i: int) -> int | None:
        """Read "otherwise" and "if so": what follows goes on that side of the last condition."""
        branch = self._last_branch()
        for then, choices in ((True, _SAME_CASE), (False, _REST)):
            length = self._length(i, choices)
            if branch is not None and length:
                self.scan.use(i, i + length)
                self._branch, self._side = branch, branch.then if then else branch.otherwise
                return i + length
        return None

    def _told(self, i: int) -> int | None:
        found = read_told(self.scan, i)
        if found is None:
            return None
        self.reading.categories = found[0]
        return found[1]

    def _removal(self, i: int) -> int | None:
        found = read_removal(self.scan, self._existing, i)
        if found is None:
            return None
        removal, end = found
        self.reading.removals.append(removal)
        self.reading.unread.extend(self.scan.leftovers(i, end))
        return end

    def _if(self, start: int) -> int | None:
        scan, i = self.scan, start
        if scan.word(i) == "check" and scan.word(i + 1) in {"whether", "if"}:
            if len(read_list(scan, past_openers(scan, i + 2))[0]) > 1:
                return None  # "check whether it is spam or ham" asks for a category, and decides nothing yet
            i += 1
        if scan.word(i) == "only" and scan.word(i + 1) in {"if", "when"}:
            i += 1
        if scan.word(i) in _IF or scan.is_words(i, "in", "case"):
            return self._condition(start, i)
        return None

    def _last_branch(self) -> Branch | None:
        if self._branch is not None:
            return self._branch
        return next((item for item in reversed(self.reading.items) if isinstance(item, Branch)), None)

    def _condition(self, start: int, i: int) -> int | None:
        """Read "if ..." as a branch around what follows, or around the step before when it closes a clause."""
        scan = self.scan
        unless = scan.word(i) == "unless"
        opener_end = i + (2 if scan.is_words(i, "in", "case") else 1)
        if self._arrival(i, opener_end):
            return scan.clause_end(opener_end)
        found = read_condition(scan, opener_end)
        if found is None:
            end = scan.clause_end(opener_end)
            self.reading.unread.append(scan.span(start, max(end, opener_end)))
            scan.use(start, end)
            return max(end, opener_end)
        scan.use(start, found.end)
        end = self._trailing_of_condition(found.end)
        branch = Branch(found.condition, scan.span(start, end))
        if self._closes(start, end):
            step = self._side.pop()
            branch.rank, step.rank = step.rank, 0
            (branch.otherwise if unless else branch.then).append(step)
            self._side.append(branch)
            self._branch = branch
            self._side = branch.otherwise if unless else branch.then
            return end
        top = self.reading.items
        branch.rank = self._rank
        top.append(branch)
        self._branch, self._side = branch, branch.otherwise if unless else branch.then
        return end

    def _trailing_of_condition(self, end: int) -> int:
        """Go past nouns that end a condition: "if it is a sports article"."""
        after = self.scan.skip(end, TEXT_NOUNS - {"post", "report", "draft", "note", "copy"})
        if after > end and self.scan.is_end(after):
            self.scan.use(end, after)
            return after
        return end

    def _closes(self, start: int, end: int) -> bool:
        """Say whether a condition belongs to the step before it: "send it if it is about sports."."""
        if not self._side or not isinstance(self._side[-1], Step):
            return False
        before = self.scan.at(start - 1)
        if self.scan.word(start) == "only":
            return True
        if before.sort not in {"comma", "break", "arrow"} and self.scan.word(start - 1) not in {
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

    def _arrival(self, i: int, opener_end: int) -> bool:
        """Read "when a text arrives" as the input."""
        end = self.scan.clause_end(opener_end)
        words = [self.scan.word(k) for k in range(opener_end, end)]
        if self.scan.word(i) == "unless" or not (
            set(words) & _ARRIVES and set(words) & (TEXT_NOUNS | {"user", "someone"})
        ):
            return False
        if set(words) & {"tagged", "contains", "about"}:
            return False
        self._add(Step("input", self.scan.span(i, end), rank=-2))
        self.scan.use(i, end)
        return True

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
        step, end = self.actions.read(
            scan.skip(i + 1, {"you", "it", "the", "text", "is", "has", "been", "we", "i"})
        )
        if step is None or step.kind == "input":
            return None
        step.implied = True
        scan.use(i, i + 1)
        trailing = self._stands_behind(i)
        if scan.word(i) == "before":
            self._add(step) if trailing else self._pending.append(step)
        elif trailing:
            self._insert_before_previous(step)
        else:
            self._add(step)
        return end

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

    def _action(self, i: int) -> int:
        scan = self.scan
        step, end = self.actions.read(i)
        if step is None:
            end = max(end, i + 1)
            self._unknown(i, end)
            return end
        if scan.word(end) == "first" or (scan.word(end - 1) == "first" and end - 1 not in scan.used):
            self._rank = -1
        self.reading.unread.extend(scan.leftovers(i, end))
        if step.case is not None:
            self._case(step)
        elif changes_drawn(scan, self._existing, step, i):
            self.reading.changes.append(step)
        else:
            self._add(step)
        return max(end, i + 1)

    def _case(self, step: Step) -> None:
        """Send one category its own way: "send sports to ... and politics to ..."."""
        case = step.case or ""
        branch = Branch(Leaf("tag_category", "equals", case), step.span, [step])
        step.case = None
        self.reading.items.append(branch)
        self._branch, self._side = branch, branch.then

    def _unknown(self, i: int, end: int) -> None:
        """Take a clause without a step: a bare mention of the text is where it starts, the rest is not understood."""
        words = [self.scan.word(k) for k in range(i, end)]
        if (
            not self.reading.items
            and any(word in TEXT_NOUNS for word in words)
            and all(word in FILLERS | TEXT_NOUNS for word in words)
        ):
            self._add(Step("input", self.scan.span(i, end), rank=-2))
            return
        spans = self.scan.leftovers(i, end)
        if spans:
            self.reading.unread.append(self.scan.span(i, end))

    def _add(self, step: Step) -> None:
        if step.rank == 0:
            step.rank = self._rank
        if self._before_previous and self._side:
            step.rank = self._side[-1].rank
            self._side.insert(len(self._side) - 1, step)
        elif step.rank and self._side is not self.reading.items and step.rank < 0:
            self.reading.items.append(step)
        else:
            self._side.append(step)
        if self._pending and not step.implied:
            self._flush()

    def _flush(self) -> None:
        for step in self._pending:
            self._side.append(step)
        self._pending = []
