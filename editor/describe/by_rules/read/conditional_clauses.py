"""Conditional clauses: "if ...", "unless ...", "when ..." as a branch around what follows, or the step before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.read.conditions import read_condition
from editor.describe.by_rules.read.temporal_clauses import read_arrival
from editor.describe.by_rules.syntax_tree import Branch, Leaf, Step, base_kind, leaves
from editor.describe.by_rules.text.word_lists import words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.read.reading_state import ReadingState

_NEVER_READ = words_of("depending between")
_IF = words_of("if when whenever unless whether assuming supposing") | _NEVER_READ
_SUBJECTS = words_of(
    """the a an it this that they he she we i you my our your all everything everyone somebody someone"""
)
_GOES_ON = words_of("then please do not you otherwise else just also only we i")


def _chooses(branch: Branch) -> bool:
    return all(leaf.subject == "tag_category" and not leaf.negated for leaf in leaves(branch.condition))


def conditional_clause(state: ReadingState, start: int) -> int | None:
    """Read "if ...", "when ..." and "unless ..."."""
    scan, i = state.scan, start
    if scan.word(i) == "only" and scan.word(i + 1) in {"if", "when"}:
        i += 1
    said = (
        scan.word(i) in {"once", "should"} and scan.word(i + 1) in _SUBJECTS
    )  # "once the customer has paid"
    if said or scan.word(i) in _IF or scan.is_words(i, "in", "case"):
        return _conditional(state, start, i)
    return None


def _conditional(state: ReadingState, start: int, i: int) -> int | None:
    """Read "if ..." as a branch around what follows, or around the step before when it closes a clause."""
    scan = state.scan
    unless = scan.word(i) == "unless"
    opener_end = i + (2 if scan.is_words(i, "in", "case") else 1)
    if read_arrival(state, i, opener_end):
        return scan.clause_end(opener_end)
    found = None if scan.word(i) in _NEVER_READ else read_condition(scan, opener_end)
    if found is not None and _goes_on(state, found.end):
        found = None
    end = found.end if found else _unread_end(state, opener_end)
    scan.use(start, end)
    if start == state.unread_to:
        state.reading.unread.append(scan.span(start, end))
        return end  # what it decides on was not understood
    condition = found.condition if found else Leaf("", "unread")
    branch = Branch(condition, scan.span(start, end), understood=found is not None)
    if _closes_clause(state, start, end) and not _tests_its_own_step(state, branch):
        step = state.side.pop()
        branch.rank, step.rank = step.rank, 0
        (branch.otherwise if unless else branch.then).append(step)
        beside = state.trailing is not None and state.branch is state.trailing and bool(state.side)
        (state.reading.items if beside else state.side).append(branch)
        state.trailing = branch
        state.branch = branch
        state.side = branch.otherwise if unless else branch.then
        return end
    branch.rank = state.rank
    (state.side if _is_nested(state, start, branch) else state.reading.items).append(branch)
    state.branch, state.side = branch, branch.otherwise if unless else branch.then
    return end


def _unread_end(state: ReadingState, i: int) -> int:
    """Return the place where a condition that is not understood ends: at a comma, a colon, or what is to be done."""
    scan = state.scan
    end = i
    while end < len(scan) and not scan.is_end(end) and scan.at(end).sort != "colon":
        if end > i and scan.starts_action(end) and scan.verb(end):
            break
        end += 1
    return end


def _goes_on(state: ReadingState, i: int) -> bool:
    """Return whether a condition goes on behind the part that was understood: "if a and the moon is full"."""
    scan = state.scan
    return scan.word(i) in {"and", "or"} and not (
        scan.starts_action(i + 1) or scan.verb(i + 1) or scan.word(i + 1) in _GOES_ON
    )


def _is_nested(state: ReadingState, start: int, branch: Branch) -> bool:
    """Return whether a condition stands behind "otherwise", and no further category is chosen by it."""
    before, said = state.branch, state.scan.word(start - 1)
    if before is None or state.side is not before.otherwise or said not in {"otherwise", "else", "but"}:
        return False
    return not (_chooses(before) and _chooses(branch))


def _closes_clause(state: ReadingState, start: int, end: int) -> bool:
    """Return whether a condition belongs to the step before it: "send it if it is about sports."."""
    if not state.side or not isinstance(state.side[-1], Step):
        return False
    before = state.scan.at(start - 1)
    if before.sort == "mark":
        return False
    if state.scan.word(start) == "only":
        return True
    if before.sort not in {"comma", "break", "arrow", "colon"} and state.scan.word(start - 1) not in words_of(
        "and then but"
    ):
        return True
    following = state.scan.at(end)
    ends = (
        end >= len(state.scan) or (following.sort == "break") or state.scan.word(end) in {"otherwise", "else"}
    )
    ends = ends or (following.sort == "comma" and state.scan.word(end + 1) in {"otherwise", "else"})
    return ends and before.sort == "comma"


def _tests_its_own_step(state: ReadingState, branch: Branch) -> bool:
    """Return whether a condition is about what the step before it finds out."""
    step = state.side[-1]
    return isinstance(step, Step) and base_kind(step.kind) == leaves(branch.condition)[0].subject
