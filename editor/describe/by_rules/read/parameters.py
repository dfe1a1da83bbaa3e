"""The settings that a clause gives a step: how many, how long, which ones, where to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from editor.describe.by_rules.text.vocabulary import (
    BEFORE_HEAD,
    CLEANED,
    FETCHING,
    GENERIC_VERBS,
    NUMBERS,
    PRODUCTS,
    TEXT_NOUNS,
    words_of,
)

if TYPE_CHECKING:
    from editor.describe.by_rules.syntax_tree import Step
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
        item_start = after
        if scan.at(item_start).sort == "comma":
            item_start += 1
        if last and item_start > after:
            break
        final = scan.word(item_start) in {"or", "and"} or scan.at(item_start).text in {"/", "|", "&"}
        if last and not final:
            break
        if final:
            item_start += 1
        elif item_start == after:
            break
        if _stops_list(scan, item_start, final=final):
            break
        last = final and scan.at(item_start - 1).text not in {"/", "|"}
        i = item_start
    if scan.at(end).text == ")":
        end += 1
    return names, end


def _stops_list(scan: Scan, i: int, *, final: bool) -> bool:
    """Return whether what follows a item_start is no further item."""
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


def read_sentences(scan: Scan, step: Step, start: int, end: int) -> None:
    """Read "in two sentences", "a 3-sentence summary"."""
    for i in range(start, end):
        if scan.word(i) not in _SENTENCES:
            continue
        for back in range(4, 0, -1):
            found = scan.number(i - back) if i - back >= start else None
            first = i - back + (found[1] if found else 0)
            between = [scan.word(k) for k in range(first, i) if scan.at(k).sort != "mark"]
            if found is not None and all(
                word in {"key", "main", "most", "important", "short", "full", "bullet"} for word in between
            ):
                if scan.word(i) in {"sentence", "sentences", "liner"} or found[0] > 1:
                    step.config["sentences"] = int(found[0])
                scan.use(i - back, i + 1)
                return


_SENTENCES = words_of("sentence sentences line lines bullets points ideas liner")


def read_limit(scan: Scan, step: Step, start: int, end: int) -> None:
    """Read "5 keywords", "the ten most important words"."""
    for i in range(start, end):
        found = scan.number(i)
        if found is None or scan.word(i) in {"a", "an"}:
            continue
        if scan.word(i) in {"one", "single"} and scan.word(i + 1) in {"of", "the"}:
            continue
        if not _counts_keywords(scan, i, i + found[1], end):
            continue
        step.config["limit"] = int(found[0])
        scan.use(i, i + found[1])
        return


def _counts_keywords(scan: Scan, i: int, after: int, end: int) -> bool:
    """Return whether a number says how many keywords: not "from 3 articles"."""
    for k in range(after, end):
        noun = scan.noun(k)
        if noun is not None and noun[0].kind == "extract_keywords":
            return True
        if scan.word(k) in _SOURCES:
            break
    alone = all(scan.word(k) in _COUNTED for k in range(after, end) if scan.at(k).sort == "word")
    before = scan.noun(i - 1)
    named = before is not None and before[0].kind == "extract_keywords"
    return alone and (
        named or scan.word(i - 1) in _HOW_MANY | GENERIC_VERBS | {"", "with", "to", "limit", "top"}
    )


_SOURCES = words_of("from of for in on")


def read_afterthought(scan: Scan, step: Step, start: int, end: int) -> bool:
    """Read a clause that only says how many: "..., at most six", "..., two sentences each"."""
    place = scan.skip(start, _HOW_MANY)
    found = scan.number(place)
    if found is None or (place == start and scan.word(start) in {"a", "an"}):
        return False
    rest = range(place + found[1], end)
    field = {"extract_keywords": "limit", "summarize": "sentences"}.get(step.kind.removesuffix("_llm"))
    named = all(scan.word(k) in _COUNTED for k in rest)
    if field is None or field in step.config or not named:
        return False
    step.config[field] = int(found[0])
    scan.use(start, end)
    return True


_HOW_MANY = words_of(
    """at most least up to max maximum no more than about exactly only just in around roughly of not"""
)
_COUNTED = words_of(
    """of them in total please each all keyword keywords words terms sentence sentences or so at most maximum max"""
)


def read_duration(scan: Scan, step: Step, start: int, end: int) -> int:
    """Read "10 minutes"; without one the reader asks. Gives the end, which "1 hour and 30 minutes" moves on."""
    for i in range(start, end):
        found = scan.duration(i)
        if found is not None:
            step.config["seconds"] = found[0]
            scan.use(i - (scan.word(i - 1) in {"another", "further"}), i + found[1])
            return max(end, i + found[1])
    step.needs.append(("seconds", "How long should it wait?"))
    return end


def read_cleaning(scan: Scan, step: Step, start: int, end: int) -> None:
    """Read what is to be taken out: "remove the links"."""
    for i in range(start, end):
        if scan.word(i) in CLEANED:
            step.config.update(CLEANED[scan.word(i)])
            scan.use(i, i + 1)


METHODS = words_of("get post put patch delete")
_CALLING = words_of("call ping hit")
_CARRIED = words_of("it them everything with both this that") | TEXT_NOUNS | PRODUCTS.keys()


def read_address(scan: Scan, step: Step, start: int, end: int) -> None:
    """Read where a request goes and how; a request that carries something is a POST with JSON."""
    word = scan.word(start)
    base = scan.lexicon.bases.get(word, word)
    method = "GET" if base in FETCHING | {"fetch", "download", "curl"} else "POST"
    if base in _CALLING and not any(scan.word(k) in _CARRIED for k in range(start + 1, end)):
        method = "GET"
    if base in METHODS:
        method = base.upper()
    for i in range(start, end):
        token = scan.at(i)
        if token.sort == "url":
            address = token.text if "://" in token.text else f"https://{token.text}"
            if re.search(r"\w", address.partition("://")[2]):
                step.config["url"] = address
            scan.use(i, i + 1)
        elif token.text.isupper() and token.word in METHODS:
            method = token.text
            scan.use(i, i + 1)
        elif scan.word(i) in words_of("webhook url address endpoint server json api http request"):
            scan.use(i, i + 1)
    step.config["method"] = method
    if method not in {"GET", "DELETE"}:
        step.config["body"] = "json"
    if "url" not in step.config:
        asked = "Which address should it be fetched from?" if method == "GET" else "Where should it be sent?"
        step.needs.append(("url", asked))


def read_categories(scan: Scan, step: Step, start: int, end: int) -> int:
    """Read "as sports, politics or tech"; gives the end of the clause, which the list moves on."""
    opener = next((i for i in range(start, end + 1) if opens_list(scan, i)), None)
    if scan.word(start - 1) in {"if", "whether", "as", "into", "under"}:
        opener = start
    i = past_openers(scan, start if opener is None else opener)
    if scan.at(i).sort in {"colon", "mark"}:
        i = past_openers(scan, i + 1)
    names, after = read_list(scan, i) if opener is not None else ([], i)
    if opener is None or not names or (len(names) == 1 and names[0].lower() in ASPECTS):
        _ask_categories(step)
        for k in range(start, end):
            if scan.word(k) in ASPECTS:
                scan.use(k, k + 1)
        return end
    step.config["categories"] = [{"name": name} for name in names]
    scan.use(opener, after)
    for k in range(start, opener):
        if scan.word(k) in ASPECTS | {"belongs", "belong"}:
            scan.use(k, k + 1)
    goes_to = scan.at(after - 1).text == ")" and scan.word(after) == "to" and scan.at(after + 1).sort == "url"
    close = max(after, scan.clause_end(after))
    return after if goes_to else next((k for k in range(after, close) if scan.at(k).sort == "colon"), close)


def _ask_categories(step: Step) -> None:
    step.needs.append(("categories", "Which categories should it choose from?"))
