"""The settings that a clause gives a step: how many, how long, which ones, where to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from editor.describe.by_rules.read.enumerations import ASPECTS, opens_list, past_openers, read_list
from editor.describe.by_rules.text.vocabulary import CLEANED, FETCHING
from editor.describe.by_rules.text.word_lists import GENERIC_VERBS, PRODUCT_NOUNS, TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.syntax_tree import Step
    from editor.describe.by_rules.text.scan import Scan


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
_CARRIED = words_of("it them everything with both this that") | TEXT_NOUNS | PRODUCT_NOUNS


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
    return after if goes_to else max(after, scan.clause_end(after))


def _ask_categories(step: Step) -> None:
    step.needs.append(("categories", "Which categories should it choose from?"))
