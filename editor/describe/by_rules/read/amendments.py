"""What a sentence changes of steps that are drawn already: take them out, or set them differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.read.reading_state import ReadingState, inside_unread_branch
from editor.describe.by_rules.syntax_tree import Removal, Step
from editor.describe.by_rules.text.word_lists import phrases_of, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.text.scan import Scan


def read_removal(scan: Scan, existing: frozenset[str], i: int) -> tuple[Removal, int] | None:
    """Read "remove the delay and the summary"; None where no drawn step is named."""
    opened = _removing(scan, i) if existing else 0
    if not opened:
        return None
    kinds: list[str] = []
    end = i + opened
    while True:
        start, end = end, scan.clause_end(end)
        found = _drawn_kind(scan, existing, start, end)
        if found is None:
            end = start
            break
        kinds.append(found[0])
        following = scan.skip(end + (scan.at(end).sort == "comma"), {"and"})
        if following == end or scan.starts_action(following):
            break
        end = following
    if not kinds:
        return None
    scan.use(i, i + opened)
    return Removal(tuple(kinds), scan.span(i, end)), end


_OPENINGS = phrases_of(
    "remove|delete|drop|replace|swap|exchange|get rid of|throw out|leave out|kick out|we do not need"
    "|i do not need|do not need|we no longer need|i no longer need|no longer need|i do not want"
    "|we do not want|do not want|no more|i no longer want|forget|forget about|skip|erase|discard|lose|cut"
)


def _removing(scan: Scan, i: int) -> int:
    """Return the length of what opens a removal; 0 for none."""
    length = max((len(words) for words in _OPENINGS if scan.is_words(i, *words)), default=0)
    if length:
        return length
    begin = scan.skip(i, {"please", "can", "could", "you", "now"})
    following = [scan.word(k) for k in range(begin, scan.clause_end(begin))]
    if following[:1] == ["take"] and {"out", "away"} & {*following}:
        return begin + 1 - i
    if begin > i and (length := max((len(w) for w in _OPENINGS if scan.is_words(begin, *w)), default=0)):
        return begin - i + length
    return 0


def _drawn_kind(scan: Scan, existing: frozenset[str], start: int, end: int) -> tuple[str, int] | None:
    """Find the drawn step that is named; gives its kind and the place after its name."""
    for k in range(start, end):
        senses, length = scan.lexicon.senses(scan.tokens, k)
        kind = next((sense.kind for sense in senses if sense.kind in existing), None)
        if kind is not None:
            scan.use(k, k + length)
            return kind, k + length
    return None


def changes_drawn(scan: Scan, existing: frozenset[str], step: Step, i: int) -> bool:
    """Return whether a step is one that is drawn, to be set differently: "make the summary 5 sentences"."""
    if step.kind not in existing or not step.config:
        return False
    if step.kind == "clean_text":
        return True
    words = {scan.word(k) for k in range(i, scan.clause_end(i))}
    if words & {"another", "also", "second", "extra", "additional"}:
        return False
    return bool(words & _CHANGING)


_CHANGING = words_of(
    """change instead increase reduce only set make use should must shorter longer just be have limit to"""
)


def removal_clause(state: ReadingState, i: int) -> int | None:
    """Read "remove the delay" as the removal of a drawn step."""
    found = read_removal(state.scan, state.existing, i)
    if found is None:
        return None
    removal, end = found
    if inside_unread_branch(state):
        state.side.append(Step("", removal.span))  # only its place matters: it is handed back
        return end
    state.reading.removals.append(removal)
    state.reading.unread.extend(state.scan.leftovers(i, end))
    return end
