"""Subjects and relative clauses that restrict what is done: "complaints go to ...", "mails that are about ..."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.read.branch_openers import end_of_nothing
from editor.describe.by_rules.read.comparisons import COMPARING
from editor.describe.by_rules.read.conditions import Read
from editor.describe.by_rules.read.reading_state import ReadingState, branch_of, open_branch, skip_auxiliaries
from editor.describe.by_rules.syntax_tree import Leaf
from editor.describe.by_rules.text.word_lists import TEXT_NOUNS, phrases_of, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.text.scan import Scan
    from engine.values import Json

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
_WHICH = words_of("that which who")
_ABOUT = words_of(
    """tagged classified labelled labeled marked categorized about containing mentioning concerning regarding
    including"""
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
        joint = after + (scan.at(after).sort == "comma")
        joint += scan.word(joint) in {"and", "or"}
        joint = scan.skip(joint, _ANY)
        found = scan.category(joint) if joint > after else None
        after = after if found is None else joint
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


def read_restricted_object(scan: Scan, start: int) -> tuple[Read, int] | None:
    """Find "articles that are about science" behind a verb: the condition, and where its words begin.

    Only several texts, or any, are restricted so: "the article about whales" is one article.
    """
    for k in range(start, scan.clause_end(start)):
        several = scan.word(k).endswith("s") or scan.word(k - 1) in {"any", "every", "each", "all", "only"}
        if scan.word(k) not in TEXT_NOUNS or not several:
            continue
        opens = scan.word(k + 1) in _WHICH | _ABOUT or _is_measured(scan, k + 1)
        found = Read(Leaf("", "unread"), scan.clause_end(k + 1)) if opens else None
        return (found, k + 1) if found is not None else None
    return None


def _is_measured(scan: Scan, i: int) -> bool:
    """Return whether "with more than ..." or "longer than ..." restricts what stands before it."""
    i += scan.word(i) in {"with", "having"}
    return scan.word(i) in COMPARING and scan.word(i + 1) == "than"


def category_subject_clause(state: ReadingState, i: int) -> int | None:
    """Read "complaints go to ..." or "for bugs, ...": what follows is done with that category."""
    found = read_category_subject(state.scan, i)
    if found is None:
        return _unread_category(state, i)
    names, end = found
    several = len(names) > 1
    value: Json = [*names] if several else names[0]
    open_branch(state, Leaf("tag_category", "in" if several else "equals", value), i, end)
    return skip_auxiliaries(state, end)


def _unread_category(state: ReadingState, i: int) -> int | None:
    """Read "for old complaints, ..." as a case that is not understood."""
    scan, end = state.scan, state.scan.clause_end(i)
    told = any(scan.category(k) for k in range(i, end))
    if scan.word(i) != "for" or not told or scan.at(end).sort != "comma":
        return None
    open_branch(state, Leaf("", "unread"), i, end)
    return end


def restricted_object_clause(state: ReadingState, i: int) -> int | None:
    """Read "summarize articles that are about science" as a branch around what is done with them."""
    if not state.scan.starts_action(i) and state.scan.verb(i) is None:
        return None
    found = read_restricted_object(state.scan, i)
    if found is None:
        return None
    read, begin = found
    branch = branch_of(state, read.condition, begin, read.end)
    state.scan.take_out(begin, read.end)
    state.reading.items.append(branch)
    state.branch, state.side = branch, branch.then
    return i
