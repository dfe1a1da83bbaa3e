"""The settings that a clause gives a step: how many, how long, which ones, where to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from editor.describe.items import Step
from editor.describe.lexicon import CLEANED, FETCHING, PRODUCTS
from editor.describe.words import BEFORE_HEAD, FILLERS, NUMBERS, TEXT_NOUNS, UNITS, words_of

if TYPE_CHECKING:
    from editor.describe.scan import Scan

MOST_WORDS = 4
"""Words in the name of one category; longer is a clause, not a name."""
_LIST_OPENERS = words_of(
    """as into with by in between either under whether among from one of to being using"""
)
_LIST_FILLERS = words_of(
    """the a an categories category topics topic labels label classes class following of one is it 's about either
    tags tag be being it's they are if whether them these those this"""
)
_ASPECTS = words_of(
    """topic topics category categories subject label labels urgency priority sentiment mood language type kind
    tone theme how urgent important"""
)
_LIST_ENDS = words_of(
    """then if unless when before after once otherwise else using with so but while because finally for to and or
    depending via"""
)


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


_SENTENCES = words_of("""sentence sentences line lines bullets points ideas liner""")


def read_limit(scan: Scan, step: Step, start: int, end: int) -> None:
    """Read "5 keywords", "the ten most important words"."""
    for i in range(start, end):
        found = scan.number(i)
        if found is None or scan.word(i) in {"a", "an"}:
            continue
        if scan.word(i) in {"one", "single"} and scan.word(i + 1) in {"of", "the"}:
            continue
        step.config["limit"] = int(found[0])
        scan.use(i, i + found[1])
        return


def read_duration(scan: Scan, step: Step, start: int, end: int) -> int:
    """Read "10 minutes"; without one the reader asks. Gives the end, which "1 hour and 30 minutes" moves on."""
    for i in range(start, end):
        found = scan.duration(i)
        if found is not None:
            step.config["seconds"] = found[0]
            scan.use(i, i + found[1])
            return max(end, i + found[1])
    step.needs.append(("seconds", "How long should it wait?"))
    return end


def read_cleaning(scan: Scan, step: Step, start: int, end: int) -> None:
    """Read what is to be taken out: "remove the links"."""
    for i in range(start, end):
        if scan.word(i) in CLEANED:
            step.config.update(CLEANED[scan.word(i)])
            scan.use(i, i + 1)


def read_address(scan: Scan, step: Step, start: int, end: int) -> None:
    """Read where a request goes and how; a request that carries something is a POST with JSON."""
    word = scan.word(start)
    method = (
        "GET" if scan.lexicon.bases.get(word, word) in FETCHING | {"fetch", "download", "curl"} else "POST"
    )
    for i in range(start, end):
        token = scan.at(i)
        if token.sort == "url":
            address = token.text if "://" in token.text else f"https://{token.text}"
            if re.search(r"\w", address.partition("://")[2]):
                step.config["url"] = address
            scan.use(i, i + 1)
        elif token.text in {"GET", "POST", "PUT", "PATCH", "DELETE"}:
            method = token.text
            scan.use(i, i + 1)
        elif scan.word(i) in {
            "webhook",
            "url",
            "address",
            "endpoint",
            "server",
            "json",
            "api",
            "http",
            "request",
        }:
            scan.use(i, i + 1)
    step.config["method"] = method
    if method not in {"GET", "DELETE"}:
        step.config["body"] = "json"
    if "url" not in step.config:
        asked = "Which address should it be fetched from?" if method == "GET" else "Where should it be sent?"
        step.needs.append(("url", asked))


def read_categories(scan: Scan, step: Step, start: int, end: int) -> int:
    """Read "as sports, politics or tech"; gives the end of the clause, which the list moves on."""
    opener = next((i for i in range(start, end + 1) if _opens_list(scan, i)), None)
    if scan.word(start - 1) in {"if", "whether", "as", "into", "under"}:
        opener = start
    i = past_openers(scan, start if opener is None else opener)
    if scan.at(i).sort in {"colon", "mark"}:
        i = past_openers(scan, i + 1)
    names, after = read_list(scan, i) if opener is not None else ([], i)
    if opener is None or not names or (len(names) == 1 and names[0].lower() in _ASPECTS):
        _ask_categories(step)
        for k in range(start, end):
            if scan.word(k) in _ASPECTS:
                scan.use(k, k + 1)
        return end
    step.config["categories"] = [{"name": name} for name in names]
    scan.use(opener, after)
    return max(after, scan.clause_end(after))


def read_cases(scan: Scan, step: Step, start: int, end: int) -> int:
    """Read "route it by category: sports, politics" for a Switch; without a list the known categories decide."""
    if scan.at(end).sort == "colon":
        end += 1
    listed = Step(step.kind, step.span)
    end = read_categories(scan, listed, start, end)
    step.config.update(listed.config)
    for i in range(start, end):
        if scan.word(i) in _ASPECTS or scan.word(i) in {"depending", "on"}:
            scan.use(i, i + 1)
    return end


def past_openers(scan: Scan, i: int) -> int:
    """Go past "as one of the categories", but not past a category that is called "a"."""
    while scan.word(i) in _LIST_OPENERS | _LIST_FILLERS or _names_the_list(scan, i):
        if scan.word(i) in {"a", "i"} and (scan.is_list_break(i + 1) or i + 1 >= len(scan)):
            break
        i += 1
    return i


def _names_the_list(scan: Scan, i: int) -> bool:
    """Say whether a word says what the list is about: "by sentiment: good, bad", "the text is good or bad"."""
    following = scan.at(i + 1)
    if scan.word(i) in TEXT_NOUNS:
        return following.word in {"is", "are", "was", "'s"}
    return scan.word(i) in _ASPECTS and (
        following.sort == "colon" or following.text == "(" or following.word in {"as", "into", "from"}
    )


def _ask_categories(step: Step) -> None:
    step.needs.append(("categories", "Which categories should it choose from?"))


def _opens_list(scan: Scan, i: int) -> bool:
    if scan.at(i).sort == "colon" or scan.at(i).text == "(":
        return True
    if scan.word(i) not in _LIST_OPENERS:
        return False
    following = past_openers(scan, i)
    return (
        not (scan.word(following) in MODELISH or scan.is_end(following)) or scan.at(following).sort == "colon"
    )


MODELISH = words_of("""gpt ai llm chatgpt openai model language""")


def read_list(scan: Scan, i: int) -> tuple[list[str], int]:
    """Read items joined by commas, "or" and "and"; gives them as written, and the place after them."""
    names: list[str] = []
    last = False
    end = i
    while True:
        name, after = _list_item(scan, i)
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
    """Say whether what follows a joint is no further item."""
    if scan.starts_action(i):
        return True
    if final or _has_or_ahead(scan, i):
        return False
    first = scan.skip(i, BEFORE_HEAD)
    noun = scan.noun(first)
    return noun is not None and scan.word(first) in PRODUCTS


def _has_or_ahead(scan: Scan, i: int) -> bool:
    """Say whether an "or" closes this list, before the sentence ends or another step begins."""
    while scan.at(i).sort != "break" and i < len(scan) and scan.word(i) not in {"then", "if"}:
        if scan.word(i) == "or":
            return True
        i += 1
    return False


def _list_item(scan: Scan, i: int) -> tuple[str, int]:
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


def read_quoted(scan: Scan, step: Step, field: str, start: int, end: int) -> bool:
    """Read a quotation as the value of a field."""
    for i in range(start, end):
        if scan.at(i).sort == "quote":
            step.config[field] = scan.at(i).text[1:-1]
            scan.use(i, i + 1)
            return True
    return False


def read_assignments(scan: Scan, step: Step, start: int, end: int) -> int:
    """Read "set status to done and owner to Mara", or names to keep: "keep only title and body"."""
    rows: list[dict[str, str]] = []
    i = start
    while True:
        i = scan.skip(i, {"the", "field", "fields", "only", "value", "a", "an"})
        if scan.at(i).sort != "word" or scan.is_end(i) or scan.word(i) in FILLERS:
            break
        name = re.sub(r"\W+", "_", scan.at(i).text)
        j = i + 1
        if scan.word(j) in {"to", "as", "is"}:
            value, after = _list_item(scan, j + 1)
            rows.append({"name": name, "value": value})
        else:
            value, after = f"{{{{ value.{name} }}}}", j
            rows.append({"name": name, "value": value})
        scan.use(i, after)
        end = max(end, after)
        joint = after + (scan.at(after).sort == "comma")
        joint += scan.word(joint) == "and"
        if joint == after or scan.starts_action(joint):
            break
        i = joint
    if rows:
        step.config["fields"] = rows
    else:
        step.needs.append(("fields", "Which fields should it set?"))
    return end


def read_counting(scan: Scan, step: Step, start: int, end: int) -> None:
    """Read what is to be counted; anything else to compute must be written by hand."""
    if read_quoted(scan, step, "code", start, end):
        return
    for i in range(start, end):
        if scan.word(i) in {"count", "compute", "calculate", "number", "run"}:
            scan.use(i, i + 1)
    for i in range(start, end):
        code = _COUNTING.get(scan.word(i))
        if code is not None:
            step.config["code"] = code
            scan.use(i, i + 1)
            return
    step.needs.append(("code", "What should the code compute?"))


_COUNTING = {
    "words": "len(value.split())",
    "word": "len(value.split())",
    "characters": "len(value)",
    "letters": "len(value)",
    "character": "len(value)",
    "lines": "len(value.splitlines())",
    "keywords": "len(value)",
    "items": "len(value)",
}
PLAIN_NUMBERS = frozenset(NUMBERS) | frozenset(UNITS) | TEXT_NOUNS
