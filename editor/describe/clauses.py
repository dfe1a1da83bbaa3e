"""Reading a sentence clause by clause into steps and branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.actions import Actions
from editor.describe.conditions import read_condition
from editor.describe.items import Branch, Item, Leaf, Reading, Removal, Span, Step
from editor.describe.parameters import past_openers, read_list
from editor.describe.schedules import schedule_end
from editor.describe.words import FILLERS, TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.scan import Scan
    from engine.values import Json

_JOINTS = words_of("and then plus also but so next or while afterwards afterward second third")
_MARKS = frozenset("-*•)(&+–")


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


_LAST = _phrases("finally|lastly|in any case|either way|in both cases|in the end|at the end")
_FIRST = _phrases("first|to begin with|at first|first of all")
_BEFORE = _phrases("before that|before this|beforehand")
_THAT = words_of("that this which done ready")
_ARRIVES = words_of("""arrives comes arrive come received submitted pasted posted given reaches appears""")
_IF = words_of("if when whenever unless once whether")
_REST = _phrases(
    "otherwise|else|if not|or else|everything else|the rest|the others|all others|anything else|in any other case"
    "|others|all other"
)
_SAME_CASE = _phrases("if so|if yes|if true|in that case|in this case")
_REMOVE = frozenset(["remove", "delete", "drop"])


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
        self._last = 0
        self._before_previous = False
        self._pending: list[Step] = []

    def read(self) -> Reading:
        """Read all tokens."""
        i = 0
        while i < len(self.scan):
            i = self._clause(self._connectors(i))
        self._flush()
        _give_categories(self.reading)
        return self.reading

    def _connectors(self, i: int) -> int:
        """Go past what joins clauses, and note the order it asks for."""
        self._rank, self._before_previous = self._last, False
        while i < len(self.scan):
            after = max(self._mark(i), self._order_word(i), self._joint(i))
            if after > i:
                self.scan.use(i, after)
            else:
                after = schedule_end(self.scan, i)
                if after == i:
                    break
                self.reading.unread.append(self.scan.span(i, after))
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
        if self._branch is not None and self._branch.then:
            self._branch, self._side = None, self.reading.items

    def _clause(self, i: int) -> int:
        if i >= len(self.scan):
            return i
        for reader in (self._side_of_branch, self._order_clause, self._categories, self._if, self._removal):
            after = reader(i)
            if after is not None:
                return after
        return self._action(i)

    def _side_of_branch(self, i: int) -> int | None:
        """Read "otherwise" and "if so": what follows goes on that side of the last condition."""
        branch = self._last_branch()
        for then, phrases in ((True, _SAME_CASE), (False, _REST)):
            length = self._length(i, phrases)
            if branch is not None and length:
                self.scan.use(i, i + length)
                self._branch, self._side = branch, branch.then if then else branch.otherwise
                return i + length
        return None

    def _categories(self, start: int) -> int | None:
        """Read "the categories are a, b and c": a setting of the tagging, wherever that stands."""
        scan = self.scan
        i = scan.skip(start, {"the", "possible", "use", "these", "with", "my"})
        if scan.word(i) not in {"categories", "labels", "topics", "classes"}:
            return None
        following = scan.skip(i + 1, {"are", "is", "should", "be"})
        following += scan.at(following).sort == "colon"
        if following == i + 1 or scan.at(following).sort == "break":
            return None
        names, end = read_list(scan, following)
        if not names:
            return None
        self.reading.categories = names
        scan.use(start, end)
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

    def _removal(self, i: int) -> int | None:
        """Read "remove the delay": only what is drawn can be removed."""
        if self.scan.word(i) not in _REMOVE or not self._existing:
            return None
        kinds: list[str] = []
        end = i + 1
        while True:
            start, end = end, self.scan.clause_end(end)
            found = self._drawn_kind(start, end)
            if found is None:
                end = start
                break
            kinds.append(found)
            following = self.scan.skip(end + (self.scan.at(end).sort == "comma"), {"and"})
            if following == end or self.scan.starts_action(following):
                break
            end = following
        if not kinds:
            return None
        self.scan.use(i, i + 1)
        self.reading.removals.append(Removal(tuple(kinds), self.scan.span(i, end)))
        self.reading.unread.extend(self.scan.leftovers(i, end))
        return end

    def _drawn_kind(self, start: int, end: int) -> str | None:
        """Give the kind a clause names, if a step of it is drawn."""
        for k in range(start, end):
            senses, length = self.scan.lexicon.senses(self.scan.tokens, k)
            kind = next((sense.kind for sense in senses if sense.kind in self._existing), None)
            if kind is not None:
                self.scan.use(k, k + length)
                return kind
        return None

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
        if step.kind == "clean_text":
            return True
        words = {self.scan.word(k) for k in range(i, self.scan.clause_end(i))}
        return bool(
            words & {"change", "instead", "increase", "reduce", "only", "set", "make", "use"}
        ) and not (words & {"another", "also", "second"})

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


def _give_categories(reading: Reading) -> None:
    """Hand the categories that were told apart to the first tagging that has none."""
    if not reading.categories:
        return
    rows: list[Json] = [{"name": name} for name in reading.categories]
    for step in _steps(reading.items):
        if step.kind in {"tag_category", "tag_category_llm"} and "categories" not in step.config:
            step.config["categories"] = rows
            step.needs = [need for need in step.needs if need[0] != "categories"]
            return
    first = next((i for i, item in enumerate(reading.items) if isinstance(item, Branch)), len(reading.items))
    reading.items.insert(first, Step("tag_category", Span(0, 0), {"categories": rows}))


def _steps(items: list[Item]) -> list[Step]:
    return [
        step
        for item in items
        for step in ([item] if isinstance(item, Step) else _steps([*item.then, *item.otherwise]))
    ]
