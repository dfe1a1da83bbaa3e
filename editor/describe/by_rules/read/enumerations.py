"""Enumerations of names: "as sports, politics or tech"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.text.vocabulary import PRODUCTS
from editor.describe.by_rules.text.word_lists import BEFORE_HEAD, NUMBERS, TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.text.scan import Scan

MOST_WORDS = 4
"""Words in the name of one category; longer is a clause, not a name."""
_LIST_OPENERS = words_of("as into with by in between either under whether among from one of to being using")
_LIST_FILLERS = words_of(
    """the a an categories category topics topic labels label classes class following of one is it 's about either tags
    tag belongs belong be being it's they are if whether them these those this"""
)
ASPECTS = words_of(
    """topic topics category categories subject label labels urgency priority sentiment mood language type kind tone
    theme how urgent important"""
)
_LIST_ENDS = words_of(
    """then if unless when before after once otherwise else using with so but while because finally for to and or
    depending via without"""
)


_GROUPS = words_of(
    "group groups bucket buckets kinds sorts categories labels topics classes boxes piles ways"
)


def past_openers(scan: Scan, i: int) -> int:
    """Go past "as one of the categories", but not past a category that is called "a"."""
    while scan.word(i) in _LIST_OPENERS | _LIST_FILLERS or _names_the_list(scan, i):
        if scan.word(i) in {"a", "i"} and (scan.is_list_break(i + 1) or i + 1 >= len(scan)):
            break
        i += 1
    return i


def _names_the_list(scan: Scan, i: int) -> bool:
    """Return whether a word says what the list is about: "by sentiment: good, bad", "the text is good or bad"."""
    following = scan.at(i + 1)
    if scan.word(i) in TEXT_NOUNS:
        return following.word in {"is", "are", "was", "'s"}
    if scan.word(i) in NUMBERS and scan.word(i + 1) in _GROUPS:
        return True
    if scan.word(i) in _GROUPS:
        return True
    return scan.word(i) in ASPECTS and (
        following.sort == "colon" or following.text == "(" or following.word in {"as", "into", "from"}
    )


def opens_list(scan: Scan, i: int) -> bool:
    """Return whether a list of categories begins here: "as ...", "into ...", ": ...", "( ..."."""
    if scan.at(i).sort == "colon" or scan.at(i).text == "(":
        return True
    if scan.word(i) not in _LIST_OPENERS:
        return False
    following = past_openers(scan, i)
    return (
        not (scan.word(following) in _MODELISH | {"no"} or scan.is_end(following))
        or scan.at(following).sort == "colon"
    )


_MODELISH = words_of("gpt ai llm chatgpt openai model language")


def read_list(scan: Scan, i: int) -> tuple[list[str], int]:
    """Read items joined by commas, "or" and "and"; gives them as written, and the place after them."""
    names: list[str] = []
    last = False
    end = i
    while True:
        name, after = list_item(scan, i)
        if not name:
            break
        names.append(name)
        end = after
        joint = after
        if scan.at(joint).sort == "comma":
            joint += 1
        if last and joint > after:
            break
        final = scan.word(joint) in {"or", "and"} or scan.at(joint).text in {"/", "|", "&"}
        if last and not final:
            break
        if final:
            joint += 1
        elif joint == after:
            break
        if _stops_list(scan, joint, final=final):
            break
        last = final and scan.at(joint - 1).text not in {"/", "|"}
        i = joint
    if scan.at(end).text == ")":
        end += 1
    return names, end


def _stops_list(scan: Scan, i: int, *, final: bool) -> bool:
    """Return whether what follows a joint is no further item."""
    if scan.starts_action(i):
        return True
    if final:
        return False
    first = scan.skip(i, BEFORE_HEAD)
    noun = scan.noun(first)
    return noun is not None and scan.word(first) in PRODUCTS


def list_item(scan: Scan, i: int) -> tuple[str, int]:
    """Read one item as it is written; "" where there is none."""
    while scan.word(i) in {"a", "an", "the", "is", "either", "as", "about", "it"} and not scan.is_list_break(
        i + 1
    ):
        i += 1
    start = i
    if scan.at(i).sort == "quote":
        return scan.at(i).text[1:-1].strip(), i + 1
    while scan.at(i).sort in {"word", "number"} and scan.word(i) not in _LIST_ENDS:
        i += 1
    text = scan.sentence[scan.at(start).start : scan.at(i - 1).end].strip() if i > start else ""
    return (text, i) if 0 < i - start <= MOST_WORDS else ("", start)
