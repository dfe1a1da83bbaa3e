"""A sentence clause by clause: the readers of a clause, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from editor.describe.by_rules.read.branches import (
    alternative_opener,
    category_subject_clause,
    conditional_clause,
    empty_alternative,
    restricted_object_clause,
)
from editor.describe.by_rules.read.order import skip_connectives, temporal_clause
from editor.describe.by_rules.read.parameters import read_afterthought
from editor.describe.by_rules.read.reading_state import (
    ReadingState,
    add_pending,
    add_step,
    initial_state,
    inside_unread_branch,
)
from editor.describe.by_rules.read.verb_phrases import read_verb_phrase
from editor.describe.by_rules.syntax_tree import Branch, Item, Leaf, Reading, Step, reach, values_of
from editor.describe.by_rules.text.vocabulary import (
    CLEANED,
    FILLERS,
    FRAME,
    GENERIC_VERBS,
    TEXT_NOUNS,
    words_of,
)

if TYPE_CHECKING:
    from editor.describe.by_rules.text.scan import Scan


def read_clauses(scan: Scan, existing: frozenset[str]) -> Reading:
    """Read all clauses of a sentence."""
    state = initial_state(scan, existing)
    i = 0
    while i < len(scan):
        i = skip_connectives(state, i)
        if i < len(scan):
            i = next(after for reader in CLAUSE_READERS if (after := reader(state, i)) is not None)
        if state.owed and (scan.word(i) != "and" or scan.word(i + 1) == "then"):
            add_pending(state)
    add_pending(state)
    state.reading.items = _without_unread(state, state.reading.items)
    return state.reading


def _without_unread(state: ReadingState, items: list[Item]) -> list[Item]:
    """Hand back what hangs on conditions that are not understood: drawn without them it would do too much."""
    kept: list[Item] = []
    for item in items:
        if isinstance(item, Branch) and not item.understood:
            state.reading.unread.append(reach(item))
            continue
        if isinstance(item, Branch):
            item.then = _without_unread(state, item.then)
            item.otherwise = _without_unread(state, item.otherwise)
        kept.append(item)
    return kept


def amendment_clause(state: ReadingState, i: int) -> int | None:
    """Hand back "remove the delay" and "make the summary shorter": steps that are drawn stay as they are."""
    scan, end = state.scan, state.scan.clause_end(i)
    said = {scan.word(k) for k in range(i, end)}
    named = any(
        sense.kind in state.existing
        for k in range(i, end)
        for sense in scan.lexicon.senses(scan.tokens, k)[0]
    )
    named |= "clean_text" in state.existing and bool(said & CLEANED.keys())
    if not named or not said & _AMENDING or said & _ADDING:
        return None
    scan.use(i, end)
    if inside_unread_branch(state):
        state.side.append(Step("", scan.span(i, end)))  # only its place matters: it is handed back
    else:
        state.reading.unread.append(scan.span(i, end))
    return end


_AMENDING = words_of(
    """remove delete drop replace swap exchange rid throw leave kick not no forget skip erase discard lose cut take
    change instead increase reduce adjust lower raise limit set make should must shorter longer extend only just"""
)
_ADDING = words_of("another also second extra additional")


def verb_phrase_clause(state: ReadingState, i: int) -> int:
    """Read a clause as one step, or as what the step before it left out; anything else is not understood."""
    scan = state.scan
    denied = scan.word(i) in {"not", "never", "no", "without"}
    step, end = (None, scan.clause_end(i)) if denied else read_verb_phrase(state, i)
    if step is None or _is_half_read(state, step, i, end):
        end = max(end, i + 1)
        last = state.side[-1] if state.side else None
        if not (isinstance(last, Step) and read_afterthought(scan, last, i, end)):
            colon = next((k for k in range(i + 1, end) if scan.at(k).sort == "colon"), end)
            _unknown_clause(state, i, min(colon, end))
            return min(colon, end)
        return end
    if state.side is not state.reading.items:
        state.rank = state.sentence_rank  # "if it is long, summarize it first" is no order among all steps
    elif scan.word(end) == "first" or (scan.word(end - 1) == "first" and end - 1 not in scan.used):
        state.rank = -1
    state.reading.unread.extend(scan.leftovers(i, end))
    if step.refused and step.kind == "llm_prompt":
        state.reading.unread.append(step.span)  # nothing but a model could do it
    elif step.case is not None and not inside_unread_branch(state) and not _on_branch_of(state, step.case):
        open_category_branch(state, step)
    else:
        add_step(state, step)
    return max(end, i + 1)


def _on_branch_of(state: ReadingState, category: str) -> bool:
    """Return whether the reading stands on the way of a category already."""
    branch = state.branch
    return branch is not None and any(
        leaf.subject == "tag_category" and category in values_of(leaf) for leaf in branch.condition
    )


def _is_half_read(state: ReadingState, step: Step, i: int, end: int) -> bool:
    """Return whether the words left over are what a clause is about: "read it out loud", "post name and"."""
    scan = state.scan
    assigned = any(scan.at(k).text == "=" and k not in scan.used for k in range(i, scan.clause_end(end)))
    again = step.kind == scan.lexicon.start_kind and state.reading.items
    nowhere = step.kind == "http_request" and "url" not in step.config
    return assigned or bool((again or nowhere) and scan.leftovers(i, end))


def _unknown_clause(state: ReadingState, i: int, end: int) -> None:
    """Take a clause without a step: a bare mention of the text is where it starts, the rest is not understood."""
    scan = state.scan
    words = {scan.word(k) for k in range(i, end)}
    plain = words <= (FILLERS | TEXT_NOUNS | GENERIC_VERBS | FRAME | {""}) - words_of("long short not never")
    plain = plain and all(scan.at(k).sort in {"word", "mark", "colon"} for k in range(i, end))
    asks = any(scan.verb(k) is not None and scan.word(k) not in TEXT_NOUNS for k in range(i, end))
    if asks or (not plain and scan.leftovers(i, end)):
        state.reading.unread.append(scan.span(i, end))
        state.unread_to = end


def open_category_branch(state: ReadingState, step: Step) -> None:
    """Send one category its own way: "send sports to ... and politics to ..."."""
    branch = Branch((Leaf("tag_category", "equals", step.case or ""),), step.span, [step])
    step.case = None
    state.reading.items.append(branch)
    state.branch, state.side = branch, branch.then


Reader = Callable[[ReadingState, int], int | None]
CLAUSE_READERS: tuple[Reader, ...] = (
    alternative_opener,
    empty_alternative,
    category_subject_clause,
    restricted_object_clause,
    temporal_clause,
    conditional_clause,
    amendment_clause,
    verb_phrase_clause,
)
"""The readers of a clause in their order. Each returns the place after what it read, or None; the last reads any."""
