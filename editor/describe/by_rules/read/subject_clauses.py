"""Subjects and relative clauses that restrict what is done: "complaints go to ...", "mails that are about ..."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.read.branch_openers import end_of_nothing
from editor.describe.by_rules.read.comparisons import COMPARING
from editor.describe.by_rules.read.conditions import Read, read_condition, read_size
from editor.describe.by_rules.read.enumerations import read_list
from editor.describe.by_rules.read.reading_state import ReadingState, branch_of, open_branch, skip_auxiliaries
from editor.describe.by_rules.syntax_tree import Leaf, Step
from editor.describe.by_rules.text.lexicon import singular
from editor.describe.by_rules.text.word_lists import PRODUCT_NOUNS, TEXT_NOUNS, phrases_of, words_of

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
_WITH = words_of("with having of under over above below shorter longer exceeding more fewer less at")
_ANYTHING = words_of("anything everything whatever those all things what")
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
        if _every_goes(scan, start):
            return [singular(scan.at(start + 1).text)], start + 2
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
    return (names, after) if does or _waits(scan, after) else None


def _waits(scan: Scan, i: int) -> bool:
    """Return whether "wait an hour" stands here: "features wait an hour"."""
    verb = scan.verb(i)
    return verb is not None and verb[0].kind == "delay"


def _every_goes(scan: Scan, i: int) -> bool:
    """Return whether "every complaint goes to https://..." stands here, where no category was told."""
    goes = scan.word(i + 2) in {"go", "goes"} and scan.word(i + 3) == "to" and scan.at(i + 4).sort == "url"
    kind = scan.word(i + 1) not in PRODUCT_NOUNS | _PLAIN and scan.word(i + 1) != ""
    return goes and kind and scan.word(i) in {"every", "each", "all"}


_PLAIN = words_of(
    """text texts article articles document documents mail mails email emails message messages item items entry entries
    one ones page pages file files note notes result results"""
)


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


def read_restricted_subject(scan: Scan, start: int) -> Read | None:
    """Read "mails that are about billing" or "texts with more than 80 words" before what is done with them."""
    i = scan.skip(start, _ANY | {"short", "long", "very", "incoming"})
    if scan.word(i) not in TEXT_NOUNS | _ANYTHING:
        return None
    i += 1 + (scan.at(i + 1).text == "(")
    used = set(scan.used)
    found = None
    if scan.word(i) in _WHICH:
        found = read_condition(scan, i + 1)
    elif scan.word(i) in _WITH:
        found = read_size(scan, i if scan.word(i) not in {"with", "having", "of"} else i + 1)
    elif scan.word(i) in _ABOUT:
        found = read_condition(scan, i)
    if found is not None:
        end = found.end + (scan.at(found.end).text == ")")
        end += scan.at(end).sort == "comma"
        if scan.at(end).sort in {"colon", "arrow"} or (scan.word(end) in _DOES and _does(scan, end)):
            return Read(found.condition, end)
    scan.used.clear()
    scan.used.update(used)
    return None


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


def read_category_question(scan: Scan, i: int) -> tuple[list[str], int] | None:
    """Read the question "is the mail an offer, a bill or a reminder?" as categories."""
    if scan.word(i) not in {"is", "are"}:
        return None
    subject = scan.skip(i + 1, {"the", "this", "my", "that", "these", "it", "they"})
    j = scan.skip(subject, TEXT_NOUNS) if scan.word(subject) in TEXT_NOUNS else subject
    if j == i + 1:
        return None
    names, end = read_list(scan, scan.skip(j, {"about", "rather", "more", "either"}))
    return (names, end) if len(names) > 1 and scan.is_end(end) else None


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


def restricted_subject_clause(state: ReadingState, i: int) -> int | None:
    """Read "mails that are about billing should ...": what follows is done with those."""
    found = read_restricted_subject(state.scan, i)
    if found is None:
        return None
    open_branch(state, found.condition, i, found.end)
    return skip_auxiliaries(state, found.end)


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


def category_question(state: ReadingState, i: int) -> int | None:
    """Read "is it an offer or a bill?" as tagging."""
    found = read_category_question(state.scan, i)
    if found is None:
        return None
    names, end = found
    state.scan.use(i, end)
    state.side.append(
        Step("tag_category", state.scan.span(i, end), {"categories": [{"name": name} for name in names]})
    )
    return end
