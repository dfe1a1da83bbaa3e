"""Clauses that say for which texts something is done, without an "if": "complaints go to ...", "mails that ..."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.rules.amounts import COMPARING
from editor.describe.rules.conditions import Read, read_condition, read_size
from editor.describe.rules.items import Leaf
from editor.describe.rules.joints import phrases
from editor.describe.rules.lexicon import singular
from editor.describe.rules.lists import read_list
from editor.describe.rules.words import PRODUCT_NOUNS, TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.rules.scan import Scan

_ANY = words_of("the a an all any every each those these only just")
_ONES = (
    words_of("ones one only category cases case kind type tag label priority urgency importance sentiment")
    | TEXT_NOUNS
)
_DOES = words_of(
    """go goes should must shall will can is are gets get needs need belongs belong has have may to gets ought"""
)
_OBJECTS = words_of("it them this these the that to")
_FOR = phrases("for|in case of|in the case of|with|in case it is|as for|concerning")
_WHICH = words_of("that which who")
_WITH = words_of("with having of under over above below shorter longer exceeding more fewer less at")
_ANYTHING = words_of("anything everything whatever those all things what")
_ABOUT = words_of(
    "tagged classified labelled labeled marked categorized about containing mentioning concerning regarding including"
)
_NOTHING = phrases(
    "do nothing|nothing|nothing happens|nothing else|ignore it|ignore them|ignore the rest|ignore the others"
    "|ignore everything else|ignore the text|skip it|skip them|skip the rest|leave it"
    "|leave it alone|leave it as it is"
    "|leave it as is|leave them as they are|leave the text as it is|leave the rest alone"
    "|leave the rest|leave them alone"
    "|leave the others alone|leave the rest as it is|leave everything else alone|leave everything as it is"
    "|keep it as it is|keep it as is|do not do anything|just stop|stop|stop there|that is all"
    "|that is it|that's it"
    "|do not bother|no action|no action needed|no action is needed|nothing needs to be done"
    "|drop the rest|drop it"
    "|leave it unchanged|leave it untouched|leave the text alone|leave the text unchanged"
    "|it stays as it is|left alone|left as it is|left as they are|left untouched|left unchanged"
    "|ignored|skipped"
    "|dropped|discarded|thrown away|stay as they are|stay as it is|remain as they are|remain unchanged"
)


def nothing_end(scan: Scan, i: int) -> int:
    """Give the place after "leave it as it is", which asks for no step; `i` where something is asked."""
    i = scan.skip(i, {"just", "simply", "please", "are", "is", "get", "gets", "be"})
    lengths = [len(words) for words in _NOTHING if scan.is_words(i, *words)]
    end = i + max(lengths, default=0)
    return end if scan.is_end(end) else i


def case_head(scan: Scan, start: int) -> tuple[list[str], int] | None:
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
    """Say whether "wait an hour" stands here: "features wait an hour"."""
    verb = scan.verb(i)
    return verb is not None and verb[0].kind == "delay"


def _every_goes(scan: Scan, i: int) -> bool:
    """Say whether "every complaint goes to https://..." stands here, where no category was told."""
    goes = scan.word(i + 2) in {"go", "goes"} and scan.word(i + 3) == "to" and scan.at(i + 4).sort == "url"
    kind = scan.word(i + 1) not in PRODUCT_NOUNS | _PLAIN and scan.word(i + 1) != ""
    return goes and kind and scan.word(i) in {"every", "each", "all"}


_PLAIN = words_of(
    """text texts article articles document documents mail mails email emails message messages item items entry entries
    one ones page pages file files note notes result results"""
)


_HOW = words_of("then always also straight directly immediately first simply just only automatically")


def _does(scan: Scan, i: int) -> bool:
    """Say whether more than "is" follows, and no list or comparison."""
    after = scan.skip(i, _DOES | _HOW | {"be", "not"})
    return (
        scan.at(after).sort == "url"
        or scan.verb(after) is not None
        or nothing_end(scan, after) > after
        or scan.starts_action(after)
        or scan.word(after) in {"a", "the"}
    )


def restricted(scan: Scan, start: int) -> Read | None:
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


def restricted_object(scan: Scan, start: int) -> tuple[Read, int] | None:
    """Find "articles that are about science" behind a verb: the condition, and where its words begin.

    Only several texts, or any, are restricted so: "the article about whales" is one article.
    """
    for k in range(start, scan.clause_end(start)):
        several = scan.word(k).endswith("s") or scan.word(k - 1) in {"any", "every", "each", "all", "only"}
        if scan.word(k) not in TEXT_NOUNS or not several:
            continue
        used = set(scan.used)
        found = None
        if scan.word(k + 1) in _WHICH:
            found = read_condition(scan, k + 2)
        elif scan.word(k + 1) in {"with", "having"} or scan.word(k + 1) in {"longer", "shorter"}:
            found = read_size(scan, k + 1 + (scan.word(k + 1) in {"with", "having"}))
        elif scan.word(k + 1) in _ABOUT:
            found = read_condition(scan, k + 1)
        scan.used.clear()
        scan.used.update(used)
        if found is None and _is_measured(scan, k + 1):
            found = Read(Leaf("", "unread"), scan.clause_end(k + 1))
        return (found, k + 1) if found is not None else None
    return None


def _is_measured(scan: Scan, i: int) -> bool:
    """Say whether "with more than ..." or "longer than ..." restricts what stands before it."""
    i += scan.word(i) in {"with", "having"}
    return scan.word(i) in COMPARING and scan.word(i + 1) == "than"


def asked_list(scan: Scan, i: int) -> tuple[list[str], int] | None:
    """Read the question "is the mail an offer, a bill or a reminder?" as categories."""
    if scan.word(i) not in {"is", "are"}:
        return None
    subject = scan.skip(i + 1, {"the", "this", "my", "that", "these", "it", "they"})
    j = scan.skip(subject, TEXT_NOUNS) if scan.word(subject) in TEXT_NOUNS else subject
    if j == i + 1:
        return None
    names, end = read_list(scan, scan.skip(j, {"about", "rather", "more", "either"}))
    return (names, end) if len(names) > 1 and scan.is_end(end) else None
