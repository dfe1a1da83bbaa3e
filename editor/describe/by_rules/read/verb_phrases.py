"""Verb phrases: one clause as one step, with its predicate, its parameters, and what it works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.read.parameters import (
    ASPECTS,
    read_address,
    read_categories,
    read_cleaning,
    read_duration,
    read_limit,
    read_sentences,
)
from editor.describe.by_rules.read.predicates import (
    DETERMINERS,
    REMOVED_BY,
    WITH_MODEL,
    find_fetch,
    find_predicate,
)
from editor.describe.by_rules.read.text_parameters import (
    read_assignments,
    read_code,
    read_mode,
    read_name,
    read_prompt,
    read_quoted,
)
from editor.describe.by_rules.syntax_tree import Step, base_kind
from editor.describe.by_rules.text.vocabulary import (
    BEFORE_HEAD,
    FRAME,
    GENERIC_VERBS,
    MODEL_WORDS,
    PRODUCTS,
    TEXT_NOUNS,
    words_of,
)

if TYPE_CHECKING:
    from editor.describe.by_rules.read.reading_state import ReadingState


_GOES = words_of("go goes going gets everything result results should must to")
_WITH = words_of("a an the any language with using use of help by via")
_WITHOUT = words_of("without no not")
_FOR_ONE = frozenset({"http_request", "output", "clean_text", "llm_prompt", *WITH_MODEL - {"tag_category"}})
"""Kinds that may be said of the texts of one category."""


def read_verb_phrase(state: ReadingState, i: int) -> tuple[Step | None, int]:
    """Read the clause at a place; gives the step (None: it names none) and the end of the clause."""
    scan = state.scan
    continued = _elliptic_request(state, i)
    if continued is not None:
        return continued
    found = find_fetch(state, i) or find_predicate(state, i)
    end = scan.clause_end(i)
    if found is None:
        return None, max(end, i)
    sense, at, length = found
    scan.use(at, at + length)
    end = scan.clause_end(at + length)
    if "clean_text" in state.antecedents.seen:  # "the cleaned text"
        scan.used.update(k for k in range(at, end) if scan.word(k) in {"clean", "cleaned"})
    step = Step(sense.kind, scan.span(i, end), dict(sense.config))
    _read_model(state, step, i, end)
    end = _read_parameters(state, step, i, at, at + length, end)
    if step.kind in _FOR_ONE:
        _read_own_category(state, step, at + length, end)
    _read_model(state, step, at + length, end)
    _read_references(state, step, at + length, end)
    first = next((k for k in range(i, at) if k in scan.used or scan.word(k) in GENERIC_VERBS), at)
    for k in range(i, at):
        if (k >= first and not scan.word(k).endswith("ly")) or scan.word(k) in FRAME:
            scan.use(k, k + 1)
    step.span = scan.span(first, end)
    _remember(state, step, scan.word(at))
    return step, end


def _remember(state: ReadingState, step: Step, verb: str) -> None:
    """Note what later words may refer to."""
    known = state.antecedents
    if step.kind not in {state.scan.lexicon.start_kind, "output"}:
        known.seen.add(step.kind)
    known.step = step
    fetches = step.config.get("method") == "GET"
    known.fetched |= fetches
    if step.kind in {"http_request", "llm_prompt"}:
        known.answering = "" if fetches else step.kind
    known.removing = step.kind == "clean_text" and (verb in REMOVED_BY or known.removing)


def _elliptic_request(state: ReadingState, i: int) -> tuple[Step, int] | None:
    """Read "politics to https://..." and "to https://..." after a request as one more."""
    scan = state.scan
    end = scan.clause_end(i)
    place = next((k for k in range(i, end) if scan.at(k).sort == "url"), None)
    if place is None or (scan.verb(i) is not None and scan.word(i) not in PRODUCTS):
        return None
    words = [scan.word(k) for k in range(i, place)]
    if any(scan.verb(k) and scan.word(k) not in PRODUCTS for k in range(i, place)):
        return None
    known = BEFORE_HEAD | FRAME | TEXT_NOUNS | ALL | _GOES
    names = [word for word in words if word not in known and word not in PRODUCTS]
    last, to = state.antecedents.step, "to" in words
    unread = state.unread_to >= 0 and all(scan.at(k).sort != "break" for k in range(state.unread_to, i))
    several = bool({"go", "every", "each"} & {*words}) and any(word in TEXT_NOUNS for word in words)
    sent = last is not None and last.kind == "http_request"
    if unread or several or len(names) > sent or "from" in words:
        return None  # what goes there, or which of several, was not understood
    step = Step("http_request", scan.span(i, place + 1))
    read_address(scan, step, i, end)
    step.beside = last is not None and last.config.get("method") == "GET" and not to
    alone = last is None and not state.antecedents.seen and not to
    step.config["method"] = "GET" if alone or step.beside else "POST"
    if step.config["method"] == "GET":
        step.config.pop("body", None)
    scan.use(i, place + 1)
    step.case = names[0] if names else None
    step.refs = [PRODUCTS[word] for word in words if word in PRODUCTS]
    if words == ["to"] and scan.at(i - 1).text == ")" and last is not None:
        step.refs = [base_kind(last.kind)]
    step.refs += ["all"] if any(word in ALL for word in words) else []
    state.antecedents.step = step
    return step, end


def _read_model(state: ReadingState, step: Step, i: int, end: int) -> None:
    """Read "with gpt", "using a model"."""
    scan = state.scan
    for k in range(i, end):
        if scan.word(k) in MODEL_WORDS and k not in scan.used:
            start = k
            while start > i and scan.word(start - 1) in _WITH:
                start -= 1
            refused = scan.word(start - 1) in _WITHOUT
            step.llm, step.refused = step.llm or not refused, step.refused or refused
            scan.use(start - refused, k + 1)
    if step.llm and step.kind in WITH_MODEL and f"{step.kind}_llm" in scan.lexicon.kinds:
        step.kind = f"{step.kind}_llm"


def _read_parameters(state: ReadingState, step: Step, i: int, at: int, after: int, end: int) -> int:  # noqa: C901, PLR0912 - one arm per kind
    scan = state.scan
    match step.kind:
        case "summarize" | "summarize_llm":
            read_sentences(scan, step, i, end)
        case "extract_keywords" | "extract_keywords_llm":
            read_limit(scan, step, i, end)
        case "tag_category" | "tag_category_llm":
            end = read_categories(scan, step, after, end)
        case "delay":
            end = read_duration(scan, step, i, end)
        case "clean_text":
            read_cleaning(scan, step, after, end)
        case "http_request":
            read_address(scan, step, at, end)
        case "template":
            end = _read_template(state, step, at, after, end)
        case "llm_prompt":
            end = read_prompt(scan, step, at, after, end)
        case "set_fields":
            end = read_assignments(scan, step, after, end)
        case "python_code":
            end = read_code(scan, step, after, end)
        case "merge":
            read_mode(scan, step, after, end)
        case "output" if scan.at(after).sort == "quote":
            step.kind = "template"
            read_quoted(scan, step, "template", after, end)
        case "output":
            read_name(scan, step, after, end)
        case _:
            pass
    return end


def _read_template(state: ReadingState, step: Step, at: int, after: int, end: int) -> int:
    """Read what is written: a template, or what a model is to write."""
    scan = state.scan
    if step.llm and not any(scan.at(k).sort == "quote" for k in range(after, end)):
        step.kind = "llm_prompt"
        return read_prompt(scan, step, at, after, end)
    scan.use(after, scan.skip(after, {"the", "this", "template", "text"}))
    if not read_quoted(scan, step, "template", after, end):
        step.needs.append(("template", "What should the text say?"))
    return end


ALL = words_of("everything all both them these those results")
_ANY = words_of("all any only both just")
_RESPONSES = words_of("answer reply response body")
_WORKS_ON = words_of("of from in on for about using") | {""}
_SINKS = words_of("http_request output merge template delay set_fields python_code")
"""Kinds whose object names what they take: "send the summary"."""


def _read_own_category(state: ReadingState, step: Step, after: int, end: int) -> None:
    """Read "send spam to ..." and "summarize complaints": the step is done for one category."""
    for k in range(after, end):
        found = state.scan.category(k)
        named = step.kind == "http_request" or _before(state, k, after, _ANY) in {"", "of", "from", "for"}
        if found is not None and named:
            step.case = found[0]
            state.scan.use(k, state.scan.skip(k + found[1], ASPECTS))
            return


def _read_references(state: ReadingState, step: Step, after: int, end: int) -> None:
    """Read what a step works on: "the summary", "everything", "from the keywords"."""
    scan, lists = state.scan, step.kind in _SINKS
    for k in range(after, end):
        word = scan.word(k)
        if k in scan.used and word not in PRODUCTS:
            continue
        body = word == "body" and state.antecedents.fetched and step.kind == "http_request"
        kind = "body" if body else _product(state, word)
        if word in ALL and lists:
            step.refs.append("all")
        elif kind is not None and (lists or word == "summary" or _before(state, k, after) in _WORKS_ON):
            step.refs.append(kind)
            scan.use(k, k + 1)
        elif (
            word in TEXT_NOUNS and lists and scan.word(k - 1) in DETERMINERS | {"original", "cleaned", "raw"}
        ):
            step.refs.append("text")
    if step.config.get("method") == "GET":
        step.refs = []


def _product(state: ReadingState, word: str) -> str | None:
    """Return the kind whose result a noun means: behind a request that sends something "the answer" is its own."""
    known = state.antecedents
    responded = known.answering == "http_request" and word in _RESPONSES
    responded |= (
        known.step is not None and known.step.kind == "http_request" and word in {"result", "results"}
    )
    return "http_request" if responded and known.answering else PRODUCTS.get(word)


def _before(state: ReadingState, k: int, after: int, words: frozenset[str] = frozenset()) -> str:
    """Return the word before a noun and its articles; "" where the noun is the object of the verb."""
    while k > after and state.scan.word(k - 1) in DETERMINERS | words:
        k -= 1
    return state.scan.word(k - 1) if k > after else ""
