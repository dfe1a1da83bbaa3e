"""Reading a sentence clause by clause into steps and branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.rules.actions import Actions
from editor.describe.rules.conditionals import Conditionals
from editor.describe.rules.drawn import changes_drawn, read_removal
from editor.describe.rules.items import Branch, Reading, Step, leaves, reach, values_of
from editor.describe.rules.parameters import read_afterthought
from editor.describe.rules.told import give_told, read_told
from editor.describe.rules.words import FILLERS, FRAME, GENERIC_VERBS, TEXT_NOUNS

if TYPE_CHECKING:
    from editor.describe.rules.items import Item
    from editor.describe.rules.scan import Scan


class Clauses(Conditionals):
    """The reader of one sentence. `existing` names the kinds that are drawn already."""

    def __init__(self, scan: Scan, existing: frozenset[str]) -> None:
        super().__init__(scan, Actions(scan, existing), existing)
        self._unread_to = -1

    def read(self) -> Reading:
        """Read all tokens."""
        i = 0
        while i < len(self.scan):
            i = self._clause(self._connectors(i))
            if self._owed and (self.scan.word(i) != "and" or self.scan.word(i + 1) == "then"):
                self._flush()
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
        if self._hangs_on_unread():
            self._side.append(Step("", removal.span))  # only its place matters: it is handed back
            return end
        self.reading.removals.append(removal)
        self.reading.unread.extend(self.scan.leftovers(i, end))
        return end

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
