"""Reading a sentence clause by clause into steps and branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.actions import Actions
from editor.describe.conditions import read_condition
from editor.describe.drawn import changes_drawn, read_removal
from editor.describe.drawing import base
from editor.describe.items import Branch, Step, leaves
from editor.describe.lists import past_openers, read_list
from editor.describe.parameters import read_afterthought
from editor.describe.told import give_told, read_told
from editor.describe.ways import Ways
from editor.describe.words import FILLERS, FRAME, GENERIC_VERBS, TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.scan import Scan

_ARRIVES = words_of("""arrives comes arrive come received submitted pasted posted given reaches appears""")
_IF = words_of("if when whenever unless once whether")

class Clauses(Ways):
    """The reader of one sentence. `existing` names the kinds that are drawn already."""

    def __init__(self, scan: Scan, existing: frozenset[str]) -> None:
        super().__init__(scan, Actions(scan, existing))
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
        for reader in (
            self._side_of_branch,
            self._nothing,
            self._case_head,
            self._restricted,
            self._asked,
            self._object,
            self._later,
            self._order_clause,
            self._told,
            self._if,
            self._removal,
        ):
            after = reader(i)
            if after is not None:
                return after
        return self._action(i)

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
        if self._closes(start, end) and not self._tells_itself(branch):
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

    def _later(self, i: int) -> int | None:
        """Read "ten minutes later" and "ten minutes after the mail has come in" as a wait."""
        scan, waited = self.scan, self.scan.duration(i)
        if waited is None or scan.word(i + waited[1]) not in {"later", "after", "afterwards"}:
            return None
        end = i + waited[1] + 1
        step = Step("delay", scan.span(i, end), {"seconds": waited[0]})
        if scan.word(end - 1) == "after":
            close = scan.clause_end(end)
            if not self._arrival(end, end):
                return None
            end = close
        scan.use(i, end)
        self._add(step)
        return end

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
        begin = scan.skip(i + 1, {"you", "it", "the", "text", "is", "has", "been", "we", "i"})
        if scan.word(i) in {"when", "once"} and scan.verb(begin) is None:
            return None
        step, end = self.actions.read(begin)
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
        if step is None or (step.kind == "input" and self._says_more_than_text(i, end)):
            end = max(end, i + 1)
            last = self._side[-1] if self._side else None
            if not (isinstance(last, Step) and read_afterthought(scan, last, i, end)):
                colon = next((k for k in range(i + 1, end) if scan.at(k).sort == "colon"), end)
                self._unknown(i, min(colon, end))
                return min(colon, end)
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

    def _says_more_than_text(self, i: int, end: int) -> bool:
        """Say whether "read it out loud" asks for something, where the text is there already."""
        return bool(self.reading.items) and bool(self.scan.leftovers(i, end))

    def _unknown(self, i: int, end: int) -> None:
        """Take a clause without a step: a bare mention of the text is where it starts, the rest is not understood."""
        words = [self.scan.word(k) for k in range(i, end)]
        if (
            not self.reading.items
            and any(word in TEXT_NOUNS for word in words)
            and all(word in FILLERS | TEXT_NOUNS | FRAME | {""} for word in words)
        ):
            self._add(Step("input", self.scan.span(i, end), rank=-2))
            return
        if all(word in FILLERS | TEXT_NOUNS | GENERIC_VERBS | FRAME | {""} for word in words):
            plain = all(self.scan.at(k).sort in {"word", "mark", "colon"} for k in range(i, end))
            if plain and not self._refuses(words) and not any(self._asks(k) for k in range(i, end)):
                return
        if self.scan.leftovers(i, end) or any(self._asks(k) for k in range(i, end)):
            self.reading.unread.append(self.scan.span(i, end))

    def _asks(self, k: int) -> bool:
        return self.scan.verb(k) is not None and self.scan.word(k) not in TEXT_NOUNS

    def _refuses(self, words: list[str]) -> bool:
        return "not" in words or "never" in words

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
