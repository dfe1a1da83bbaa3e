"""Reading a sentence clause by clause into steps and branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.actions import Actions
from editor.describe.conditions import read_condition
from editor.describe.items import Branch, Item, Leaf, Reading, Removal, Step
from editor.describe.words import FILLERS, TEXT_NOUNS

if TYPE_CHECKING:
    from editor.describe.scan import Scan

_JOINTS = frozenset("and then plus also but so next or while".split())
_LAST = frozenset("finally lastly".split())
_ARRIVES = frozenset("arrives comes arrive come received submitted pasted posted given reaches appears".split())
_IF = frozenset("if when whenever unless once".split())
_REST = (
    ("otherwise",), ("else",), ("if", "not"), ("or", "else"), ("everything", "else"), ("the", "rest"), ("the", "others"),
    ("all", "others"), ("anything", "else"), ("in", "any", "other", "case"), ("others",), ("all", "other"),
)  # fmt: skip
_AFTER_ALL = (("in", "any", "case"), ("either", "way"), ("in", "both", "cases"), ("in", "the", "end"), ("at", "the", "end"))
_SAME_CASE = (("if", "so"), ("if", "yes"), ("if", "true"), ("in", "that", "case"), ("in", "this", "case"))
_REMOVE = frozenset("remove delete drop".split())


class Clauses:
    """The reader of one sentence. `existing` names the kinds that are drawn already."""

    def __init__(self, scan: Scan, existing: frozenset[str]) -> None:
        self.scan = scan
        self.reading = Reading()
        self.actions = Actions(scan, existing)
        self._existing = existing
        self._branch: Branch | None = None
        self._side: list[Item] = self.reading.items
        self._rank = 0
        self._before_previous = False
        self._pending: list[Step] = []

    def read(self) -> Reading:
        """Read all tokens."""
        i = 0
        while i < len(self.scan):
            i = self._clause(self._connectors(i))
        self._flush()
        self.reading.unread = _joined(self.reading.unread, self.scan)
        return self.reading

    def _connectors(self, i: int) -> int:
        """Go past what joins clauses, and note the order it asks for."""
        scan = self.scan
        self._rank, self._before_previous = 0, False
        while i < len(scan):
            token, start = scan.at(i), i
            if token.sort in {"comma", "break", "arrow", "colon"} or token.text in {"-", "*", "•", ")", "(", "&", "+", "–"}:
                if token.sort == "break" and token.text.strip() != ";":
                    self._end_sentence()
                i += 1
            elif token.sort == "number" and scan.at(i + 1).text in {".", ")"} and scan.at(i + 1).end - token.start <= 4:  # noqa: PLR2004 - "1." begins a line of a list
                i += 2
            elif scan.word(i) in _LAST or any(scan.is_words(i, *words) for words in _AFTER_ALL):
                self._rank = 1
                self._branch, self._side = None, self.reading.items
                i += next((len(words) for words in _AFTER_ALL if scan.is_words(i, *words)), 1)
            elif scan.word(i) == "first" or scan.is_words(i, "to", "begin", "with") or scan.is_words(i, "at", "first"):
                self._rank = -1
                i += 1 if scan.word(i) == "first" else 2 + (scan.word(i) == "to")
            elif scan.is_words(i, "before", "that") or scan.is_words(i, "before", "this") or scan.word(i) == "beforehand":
                self._before_previous = True
                i += 1 if scan.word(i) == "beforehand" else 2
            elif scan.word(i) in {"after", "once", "when"} and scan.word(i + 1) in {"that", "this", "which", "done", "ready"}:
                i += 2
            elif scan.word(i) in _JOINTS or scan.word(i) in {"afterwards", "afterward", "second", "third"}:
                i += 1
            else:
                return i
            scan.use(start, i)
        return i

    def _end_sentence(self) -> None:
        """Leave a branch that has said all it can; one still without its steps goes on into the next sentence."""
        if self._branch is not None and self._branch.then:
            self._waiting = self._branch
            self._branch, self._side = None, self.reading.items

    def _clause(self, i: int) -> int:
        scan = self.scan
        if i >= len(scan):
            return i
        for words in _SAME_CASE:
            if scan.is_words(i, *words) and self._last_branch() is not None:
                scan.use(i, i + len(words))
                return self._enter(self._last_branch(), then=True, i=i + len(words))
        for words in _REST:
            if scan.is_words(i, *words) and self._last_branch() is not None:
                scan.use(i, i + len(words))
                return self._enter(self._last_branch(), then=False, i=i + len(words))
        if scan.word(i) in {"after", "before", "once", "when"}:
            after = self._order_clause(i)
            if after is not None:
                return after
        start = i
        if scan.is_words(i, "check", "whether") or scan.is_words(i, "check", "if"):
            i += 1
        if scan.is_words(i, "only", "if") or scan.is_words(i, "only", "when") or scan.is_words(i, "and", "if"):
            i += 1
        if scan.word(i) in _IF | {"whether"} or scan.is_words(i, "in", "case"):
            after = self._condition(start, i)
            if after is not None:
                return after
        if scan.word(i) in _REMOVE and self._existing:
            after = self._removal(i)
            if after is not None:
                return after
        return self._action(start)

    def _enter(self, branch: Branch | None, *, then: bool, i: int) -> int:
        assert branch is not None  # noqa: S101 - the callers have asked
        self._branch = branch
        self._side = branch.then if then else branch.otherwise
        return i

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
        if before.sort not in {"comma", "break", "arrow"} and self.scan.word(start - 1) not in {"and", "then", "but"}:
            return True
        following = self.scan.at(end)
        ends = end >= len(self.scan) or (following.sort == "break") or self.scan.word(end) in {"otherwise", "else"}
        ends = ends or (following.sort == "comma" and self.scan.word(end + 1) in {"otherwise", "else"})
        return ends and before.sort == "comma"

    def _arrival(self, i: int, opener_end: int) -> bool:
        """Read "when a text arrives" as the input."""
        end = self.scan.clause_end(opener_end)
        words = [self.scan.word(k) for k in range(opener_end, end)]
        if self.scan.word(i) == "unless" or not (set(words) & _ARRIVES and set(words) & (TEXT_NOUNS | {"user", "someone"})):
            return False
        if set(words) & {"tagged", "contains", "about"}:
            return False
        self._add(Step("input", self.scan.span(i, end), rank=-2))
        self.scan.use(i, end)
        return True

    def _order_clause(self, i: int) -> int | None:
        """Read "after cleaning the text": before or behind the step it stands with."""
        scan = self.scan
        waited = scan.duration(i + 1)
        if scan.word(i) == "after" and waited is not None:
            step = Step("delay", scan.span(i, i + 1 + waited[1]), {"seconds": waited[0]})
            scan.use(i, i + 1 + waited[1])
            trailing = self._stands_behind(i)
            self._insert_before_previous(step) if trailing else self._add(step)
            return i + 1 + waited[1]
        step, end = self.actions.read(scan.skip(i + 1, {"you", "it", "the", "text", "is", "has", "been", "we", "i"}))
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
        return i > 0 and before.sort == "word" and before.word not in {"and", "then", "but", "finally"} and bool(self._side)

    def _insert_before_previous(self, step: Step) -> None:
        previous = self._side[-1]
        step.rank = previous.rank
        self._side.insert(len(self._side) - 1, step)

    def _removal(self, i: int) -> int | None:
        """Read "remove the delay": only what is drawn can be removed."""
        end = self.scan.clause_end(i)
        kinds: list[str] = []
        for k in range(i + 1, end):
            senses, length = self.scan.lexicon.senses(self.scan.tokens, k)
            found = [sense.kind for sense in senses if sense.kind in self._existing]
            if found and not kinds:
                kinds.append(found[0])
                self.scan.use(k, k + length)
        if not kinds:
            return None
        self.scan.use(i, i + 1)
        self.reading.removals.append(Removal(tuple(kinds), self.scan.span(i, end)))
        self.reading.unread.extend(self.scan.leftovers(i, end))
        return end

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
        elif self._change(step, i):
            self.reading.changes.append(step)
        else:
            self._add(step)
        return max(end, i + 1)

    def _change(self, step: Step, i: int) -> bool:
        """Say whether a step is one that is drawn already, to be set differently: "make the summary 5 sentences"."""
        if step.kind not in self._existing or not step.config:
            return False
        words = {self.scan.word(k) for k in range(i, self.scan.clause_end(i))}
        return bool(words & {"change", "instead", "increase", "reduce", "only", "set", "make", "use"}) and not (
            words & {"another", "also", "second"}
        )

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
        if not self.reading.items and any(word in TEXT_NOUNS for word in words) and all(
            word in FILLERS | TEXT_NOUNS for word in words
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


def _joined(spans: list, scan: Scan) -> list:  # type: ignore[type-arg]
    return spans
