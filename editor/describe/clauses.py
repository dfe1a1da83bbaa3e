"""Reading a sentence clause by clause into steps and branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.actions import Actions
from editor.describe.conditions import read_condition
from editor.describe.drawing import base
from editor.describe.drawn import changes_drawn, read_removal
from editor.describe.items import Branch, Leaf, Reading, Step, leaves, reach, values_of
from editor.describe.lists import past_openers, read_list
from editor.describe.orders import Orders
from editor.describe.parameters import read_afterthought
from editor.describe.told import give_told, read_told
from editor.describe.words import FILLERS, FRAME, GENERIC_VERBS, TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.items import Item
    from editor.describe.scan import Scan

_IF = words_of("if when whenever unless whether")


_SUBJECTS = words_of(
    "the a an it this that they he she we i you my our your all everything everyone somebody someone"
)
_GOES_ON = words_of("then please do not you otherwise else just also only we i")


def _chooses(branch: Branch) -> bool:
    return all(leaf.subject == "tag_category" and not leaf.negated for leaf in leaves(branch.condition))


class Clauses(Orders):
    """The reader of one sentence. `existing` names the kinds that are drawn already."""

    def __init__(self, scan: Scan, existing: frozenset[str]) -> None:
        super().__init__(scan, Actions(scan, existing), existing)
        self._trailing: Branch | None = None
        self._unread_to = -1

    def read(self) -> Reading:
        """Read all tokens."""
        i = 0
        while i < len(self.scan):
            i = self._clause(self._connectors(i))
        self._flush()
        self.reading.items = self._understood(self.reading.items)
        give_told(self.reading)
        return self.reading

    def _understood(self, items: list[Item]) -> list[Item]:
        """Hand back what hangs on conditions that are not understood: drawn without them it would do too much."""
        kept: list[Item] = []
        for item in items:
            if isinstance(item, Branch) and not item.understood:
                self.reading.unread.append(reach(item))
                continue
            if isinstance(item, Branch):
                item.then, item.otherwise = self._understood(item.then), self._understood(item.otherwise)
            kept.append(item)
        return kept

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
            self._again,
            self._until,
            self._form,
            self._told,
            self._if,
            self._removal,
        ):
            after = reader(i)
            if after is not None:
                return after
        return self._action(i)

    def _again(self, i: int) -> int | None:
        """Read "once in one sentence and once in five": the first is the last step, the next is one more."""
        scan, end = self.scan, self.scan.clause_end(i + 1)
        last = self._side[-1] if self._side else None
        if scan.word(i) != "once" or not isinstance(last, Step):
            return None
        more = Step(last.kind, scan.span(i, end), refs=list(last.refs))
        if not read_afterthought(scan, more, scan.skip(i + 1, {"with"}), end):
            return None
        scan.use(i, end)
        if more.config.keys() & last.config.keys():
            self._add(more)
        else:
            last.config.update(more.config)
        return end

    def _until(self, i: int) -> int | None:
        """Hand back "until it is shorter than 100 words": no step is done again and again."""
        scan, end = self.scan, i
        if scan.word(i) != "until":
            return None
        while (
            end < len(scan)
            and scan.at(end).sort not in {"comma", "break", "arrow"}
            and scan.word(end) != "then"
        ):
            end += 1
        self.reading.unread.append(scan.span(i, end))
        return end

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
        if self._hangs_on_unread():
            self._side.append(Step("", removal.span))  # only its place matters: it is handed back
            return end
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
        end = self._trailing_of_condition(found.end) if found else self._unread_end(opener_end)
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
        # "if it is long, summarize it first" is no order among all steps
        on_its_way = self._side is not self.reading.items
        if on_its_way:
            self._rank = self._last
        elif scan.word(end) == "first" or (scan.word(end - 1) == "first" and end - 1 not in scan.used):
            self._rank = -1
        self.reading.unread.extend(scan.leftovers(i, end))
        if step.refused and step.kind == "llm_prompt":
            self.reading.unread.append(step.span)  # nothing but a model could do it
        elif step.case is not None and not self._is_way_of(step.case):
            self._case(step)
        elif changes_drawn(scan, self._existing, step, i) and not self._hangs_on_unread():
            self.reading.changes.append(step)
        else:
            self._add(step)
        return max(end, i + 1)

    def _hangs_on_unread(self) -> bool:
        return self._branch is not None and not self._branch.understood

    def _is_way_of(self, category: str) -> bool:
        """Say whether the reading stands on the way of a category already."""
        branch = self._branch
        return branch is not None and any(
            leaf.subject == "tag_category" and category in values_of(leaf)
            for leaf in leaves(branch.condition)
        )

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
            and not self.scan.leftovers(i, end)
        ):
            self._add(Step("input", self.scan.span(i, end), rank=-2))
            return
        if all(word in FILLERS | TEXT_NOUNS | GENERIC_VERBS | FRAME | {""} for word in words):
            plain = all(self.scan.at(k).sort in {"word", "mark", "colon"} for k in range(i, end))
            plain = plain and not any(self.scan.word(k) in {"long", "short"} for k in range(i, end))
            if plain and not self._refuses(words) and not any(self._asks(k) for k in range(i, end)):
                return
        if self.scan.leftovers(i, end) or any(self._asks(k) for k in range(i, end)):
            self.reading.unread.append(self.scan.span(i, end))
            self._unread_to = end

    def _asks(self, k: int) -> bool:
        return self.scan.verb(k) is not None and self.scan.word(k) not in TEXT_NOUNS

    def _refuses(self, words: list[str]) -> bool:
        return "not" in words or "never" in words
