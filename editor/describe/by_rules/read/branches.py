"""Clauses that open a branch: "if ...", "otherwise", "complaints go to ..."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.read.conditions import COMPARING, read_condition
from editor.describe.by_rules.read.order import phrase_length, read_arrival
from editor.describe.by_rules.read.reading_state import (
    ReadingState,
    last_branch,
    open_branch,
    skip_auxiliaries,
)
from editor.describe.by_rules.syntax_tree import UNREAD, Branch, Leaf, Step
from editor.describe.by_rules.text.vocabulary import TEXT_NOUNS, phrases_of, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.read.reading_state import ReadingState
    from editor.describe.by_rules.text.scan import Scan
    from engine.values import Json


_NEVER_READ = words_of("depending between")
_IF = words_of("if when whenever unless whether assuming supposing") | _NEVER_READ
_SUBJECTS = words_of(
    """the a an it this that they he she we i you my our your all everything everyone somebody someone"""
)
_GOES_ON = words_of("then please do not you otherwise else just also only we i")


def _chooses(branch: Branch) -> bool:
    return all(leaf.subject == "tag_category" and not leaf.negated for leaf in branch.condition)


def conditional_clause(state: ReadingState, start: int) -> int | None:
    """Read "if ...", "when ..." and "unless ..."."""
    scan, i = state.scan, start
    if scan.word(i) == "only" and scan.word(i + 1) in {"if", "when"}:
        i += 1
    # "once the customer has paid"
    said = scan.word(i) in {"once", "should"} and scan.word(i + 1) in _SUBJECTS
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
    condition = found.condition if found else UNREAD
    branch = Branch(condition, scan.span(start, end))
    if _closes_clause(state, start, end):
        step = state.side.pop()
        branch.rank, step.rank = step.rank, 0
        (branch.otherwise if unless else branch.then).append(step)
        beside = state.trailing is not None and state.branch is state.trailing and bool(state.side)
        (state.reading.items if beside else state.side).append(branch)
        state.trailing = branch
    else:
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
    scan = state.scan
    before, following = scan.at(start - 1), scan.at(end)
    if not state.side or not isinstance(state.side[-1], Step) or before.sort == "mark":
        return False
    joined = before.sort in {"comma", "break", "arrow", "colon"} or before.word in {"and", "then", "but"}
    if scan.word(start) == "only" or not joined:
        return True
    goes_on = scan.word(end + (following.sort == "comma")) in {"otherwise", "else"}
    return before.sort == "comma" and (following.sort == "break" or goes_on)


_REST = phrases_of(
    "otherwise|else|if not|or else|everything else|anything else|the rest|the others|all others|others"
    "|the remaining ones"
)
_SAME_CASE = phrases_of("if so|in that case|in this case")
_NOTHING = phrases_of(
    "do nothing|nothing|ignore it|ignore them|ignore the rest|skip it|skip the rest|leave it|leave it alone"
    "|leave it as it is|leave the rest alone|leave the others alone|left alone|ignored|do not do anything|stop|drop it"
)


def alternative_opener(state: ReadingState, i: int) -> int | None:
    """Read "otherwise" and "if so": what follows goes on that side of the last condition."""
    branch = last_branch(state)
    for then, choices in ((True, _SAME_CASE), (False, _REST)):
        length = phrase_length(state, i, choices)
        said = then and state.scan.category(i + 1) is not None
        if length and not said and (branch is not None or phrase_length(state, i, choices)):
            if branch is None:
                branch = Branch(UNREAD, state.scan.span(i, i + length))
                state.reading.items.append(branch)
            state.scan.use(i, i + length)
            state.branch, state.side = branch, branch.then if then else branch.otherwise
            return skip_auxiliaries(state, i + length)
    return None


def empty_alternative(state: ReadingState, i: int) -> int | None:
    """Go past "leave it as it is": that way has no steps."""
    end = end_of_nothing(state.scan, i)
    if end == i or last_branch(state) is None:
        return None
    branch = last_branch(state)
    if branch is not None and state.scan.word(i) in {"leave", "left", "keep", "stays", "stay"}:
        branch.kept.add("otherwise" if state.side is branch.otherwise else "then")
    state.scan.use(i, end)
    return end


def end_of_nothing(scan: Scan, i: int) -> int:
    """Return the place after "leave it as it is", which asks for no step; `i` where something is asked."""
    i = scan.skip(i, {"just", "simply", "please", "are", "is", "get", "gets", "be"})
    lengths = [len(words) for words in _NOTHING if scan.is_words(i, *words)]
    end = i + max(lengths, default=0)
    return end if scan.is_end(end) else i


_ANY = words_of("the a an all any every each those these only just")
_ONES = (
    words_of(
        """ones one only category cases case kind type tag label priority urgency importance sentiment"""
    )
    | TEXT_NOUNS
)
_DOES = words_of(
    """go goes should must shall will can is are gets get needs need belongs belong has have may to gets ought"""
)
_OBJECTS = words_of("it them this these the that to")
_FOR = phrases_of("for|in case of|in the case of|with|in case it is|as for|concerning")
_RESTRICTING = words_of(
    """that which who tagged classified labelled labeled marked categorized about containing mentioning concerning
    regarding including"""
)


def read_category_subject(scan: Scan, start: int) -> tuple[list[str], int] | None:
    """Read "complaints go", "for bugs,", "news:" before what is done with those categories; gives both."""
    opened = next((len(words) for words in _FOR if scan.is_words(start, *words)), 0)
    i = start + opened
    i = i if scan.category(i) else scan.skip(i, _ANY)
    found = scan.category(i)
    if found is None:
        return None
    names: list[str] = []
    after = i
    while found is not None:
        names.append(found[0])
        after += found[1]
        item_start = after + (scan.at(after).sort == "comma")
        item_start += scan.word(item_start) in {"and", "or"}
        item_start = scan.skip(item_start, _ANY)
        found = scan.category(item_start) if item_start > after else None
        after = after if found is None else item_start
    while scan.word(after) in _ONES and not (scan.verb(after) and scan.word(after + 1) in _OBJECTS):
        after += 1
    token = scan.at(after)
    if token.sort in {"colon", "arrow"} or token.text in {"-", "–", "="}:
        return names, after + 1
    if opened and (token.sort == "comma" or scan.starts_action(after)):
        return names, after + (token.sort == "comma")
    does = token.word in _DOES and not scan.is_end(after) and _does(scan, after)
    return (names, after) if does else None


_HOW = words_of("then always also straight directly immediately first simply just only automatically")


def _does(scan: Scan, i: int) -> bool:
    """Return whether more than "is" follows, and no list or comparison."""
    after = scan.skip(i, _DOES | _HOW | {"be", "not"})
    return (
        scan.at(after).sort == "url"
        or scan.verb(after) is not None
        or end_of_nothing(scan, after) > after
        or scan.starts_action(after)
        or scan.word(after) in {"a", "the"}
    )


def category_subject_clause(state: ReadingState, i: int) -> int | None:
    """Read "complaints go to ..." or "for bugs, ...": what follows is done with that category."""
    found = read_category_subject(state.scan, i)
    if found is None:
        return _unread_category(state, i)
    names, end = found
    several = len(names) > 1
    value: Json = [*names] if several else names[0]
    open_branch(state, (Leaf("tag_category", "in" if several else "equals", value),), i, end)
    return skip_auxiliaries(state, end)


def _unread_category(state: ReadingState, i: int) -> int | None:
    """Read "for old complaints, ..." as a case that is not understood."""
    scan, end = state.scan, state.scan.clause_end(i)
    named = any(scan.category(k) for k in range(i, end))
    if scan.word(i) != "for" or not named or scan.at(end).sort != "comma":
        return None
    open_branch(state, UNREAD, i, end)
    return end


def restricted_object_clause(state: ReadingState, i: int) -> int | None:
    """Hold back "summarize articles that are about science": no restriction of several texts, or any, is read."""
    scan = state.scan
    if not scan.starts_action(i) and scan.verb(i) is None:
        return None
    for k in range(i, scan.clause_end(i)):
        several = scan.word(k).endswith("s") or scan.word(k - 1) in {"any", "every", "each", "all", "only"}
        measured = scan.word(k + 1 + (scan.word(k + 1) in {"with", "having"})) in COMPARING
        opens = scan.word(k + 1) in _RESTRICTING or measured
        if scan.word(k) in TEXT_NOUNS and several and opens:
            end = scan.clause_end(k + 1)
            open_branch(state, UNREAD, k + 1, end)
            scan.take_out(k + 1, end)
            return i
    return None
