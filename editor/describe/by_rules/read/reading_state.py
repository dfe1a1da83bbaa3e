"""What has been read of a sentence so far, and the changes that readers make to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from editor.describe.by_rules.syntax_tree import Branch, Condition, Item, Reading, Step
from editor.describe.by_rules.text.vocabulary import words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.text.scan import Scan


@dataclass(slots=True)
class Antecedents:
    """What later words may refer to: the last step, what gave an answer, and what was fetched, removed or seen."""

    seen: set[str]
    step: Step | None = None
    answering: str = ""
    fetched: bool = False
    removing: bool = False


@dataclass(slots=True)
class ReadingState:
    """Everything a reader may look at or change; `read_clauses` makes one for a sentence and owns it.

    Steps go to `side`: the steps of the reading, or one side of `branch`. `rank` is where the next step belongs among
    them, `sentence_rank` the same for the rest of the sentence. `pending` steps wait for the one they stand before.
    `trailing` is the last condition that followed its step, `unread_to` the end of the last clause not understood.
    """

    scan: Scan
    existing: frozenset[str]
    reading: Reading
    side: list[Item]
    antecedents: Antecedents
    branch: Branch | None = None
    rank: int = 0
    sentence_rank: int = 0
    before_previous: bool = False
    pending: list[Step] = field(default_factory=list[Step])
    owed: bool = False
    trailing: Branch | None = None
    unread_to: int = -1


def initial_state(scan: Scan, existing: frozenset[str]) -> ReadingState:
    """Return the state before the first clause; `existing` names the kinds that are drawn already."""
    reading = Reading()
    return ReadingState(scan, existing, reading, reading.items, Antecedents(set(existing)))


def add_step(state: ReadingState, step: Step) -> None:
    """Add a step where the reading stands, with the rank that was asked for."""
    if step.rank == 0:
        step.rank = state.rank
    if state.before_previous and state.side:
        insert_before_previous(state, step)
    elif step.rank and state.side is not state.reading.items and step.rank < 0:
        state.reading.items.append(step)
    else:
        state.side.append(step)
    state.owed |= bool(state.pending) and not step.implied


def add_pending(state: ReadingState) -> None:
    """Add the steps that waited for the one they stand before."""
    state.side.extend(state.pending)
    state.pending, state.owed = [], False


def insert_before_previous(state: ReadingState, step: Step) -> None:
    """Add a step before the last one."""
    step.rank = state.side[-1].rank
    state.side.insert(len(state.side) - 1, step)


def follows_a_step(state: ReadingState, i: int) -> bool:
    """Return whether a place goes on from a step, with no mark or conjunction between."""
    before = state.scan.at(i - 1)
    separated = before.sort in {"comma", "break", "arrow"} or before.word in words_of("and then but finally")
    return i > 0 and not separated and bool(state.side)


def last_branch(state: ReadingState) -> Branch | None:
    """Return the branch the reading stands in, or else the latest one."""
    if state.branch is not None:
        return state.branch
    return next((item for item in reversed(state.reading.items) if isinstance(item, Branch)), None)


def open_branch(state: ReadingState, condition: Condition, start: int, end: int) -> None:
    """Add a branch for a condition, and go on in it."""
    branch = Branch(condition, state.scan.span(start, end), rank=state.rank)
    state.scan.use(start, end)
    state.reading.items.append(branch)
    state.branch, state.side = branch, branch.then


def inside_unread_branch(state: ReadingState) -> bool:
    """Return whether the condition the reading stands behind is not understood."""
    return state.branch is not None and not state.branch.understood


def skip_auxiliaries(state: ReadingState, i: int) -> int:
    """Go past "should be" and the like."""
    after = state.scan.skip(i, _AUXILIARIES)
    state.scan.use(i, after)
    return after


_AUXILIARIES = words_of("should must can could shall will may has have need needs to be ought simply just")
