"""Reading one clause as one step: the word that names it, its settings, and what it works on."""

from __future__ import annotations

from editor.describe.rules import parameters, writings
from editor.describe.rules.drawing import base
from editor.describe.rules.items import Step
from editor.describe.rules.objects import ALL, Objects
from editor.describe.rules.step_names import CHANGING, DETERMINERS, REMOVED_BY, WITH_MODEL
from editor.describe.rules.vocabulary import PRODUCTS
from editor.describe.rules.words import (
    BEFORE_HEAD,
    FRAME,
    GENERIC_VERBS,
    MODEL_WORDS,
    TEXT_NOUNS,
    words_of,
)

_GOES = words_of("go goes going gets everything result results should must to")
_WITH = words_of("a an the any language with using use of help by via")
_WITHOUT = words_of("without no not")


_FOR_ONE = frozenset({"http_request", "output", "clean_text", "llm_prompt", *WITH_MODEL - {"tag_category"}})
"""Kinds that may be said of the texts of one category."""


class Actions(Objects):
    """Reads steps at places of one sentence."""

    def read(self, i: int) -> tuple[Step | None, int]:
        """Read the clause at a place; gives the step (None: it names none) and the end of the clause."""
        scan = self._scan
        continued = self._another_address(i)
        if continued is not None:
            return continued
        found = self._fetching(i) or self._head(i)
        end = scan.clause_end(i)
        if found is None:
            return None, max(end, i)
        sense, at, length = found
        scan.use(at, at + length)
        end = scan.clause_end(at + length)
        end = self._address_end(at, end) if sense.kind == "http_request" else end
        step = Step(sense.kind, scan.span(i, end), dict(sense.config))
        end = self._model(step, i, end)
        end = self._settings(step, i, at, at + length, end)
        if step.kind in _FOR_ONE:
            self._own_category(step, at + length, end)
        end = self._model(step, at + length, end)
        end = self._objects(step, at + length, end)
        first = self._first_word(i, at)
        for k in range(i, at):
            if scan.word(k) in CHANGING and self._existing:
                scan.use(k, k + 1)
            if (k >= first and not scan.word(k).endswith("ly")) or scan.word(k) in FRAME:
                scan.use(k, k + 1)
        step.span = scan.span(first, self._last_used(at + length, end))
        step.cleaned = (
            "clean_text" not in self._seen and step.kind != "clean_text" and self._of_cleaned(at, end)
        )
        if step.kind not in {"input", "output"}:
            self._seen.update({step.kind, "clean_text"} if step.cleaned else {step.kind})
        self._last = step
        self._fetched |= step.config.get("method") == "GET"
        if step.kind in {"http_request", "llm_prompt"}:
            self._answers = "" if step.config.get("method") == "GET" else step.kind
        self._removing = step.kind == "clean_text" and (scan.word(at) in REMOVED_BY or self._removing)
        return step, end

    def _address_end(self, at: int, end: int) -> int:
        """Go on to the address that several things are sent to: "post name and email to https://..."."""
        scan = self._scan
        close = scan.clause_end(end + 1) if scan.word(end) == "and" else end
        said = [k for k in range(at + 1, close) if k != end]
        here = any(scan.at(k).sort == "url" for k in range(at, end))
        later = any(scan.at(k).sort == "url" for k in range(end, close))
        return close if later and not here and not any(scan.verb(k) or scan.noun(k) for k in said) else end

    def _first_word(self, i: int, at: int) -> int:
        """Give where the phrase begins: its first word that says something."""
        while i < at and i not in self._scan.used and self._scan.word(i) not in GENERIC_VERBS:
            i += 1
        return i

    def _last_used(self, after: int, end: int) -> int:
        last = max((k for k in range(after, end) if k in self._scan.used), default=after - 1)
        tail = last + 1
        while tail < end and self._scan.word(tail) in TEXT_NOUNS | {
            "it",
            "the",
            "this",
            "that",
            "them",
            "up",
            *ALL,
        }:
            tail += 1
        return tail

    def _another_address(self, i: int) -> tuple[Step, int] | None:
        """Read "politics to https://..." and "to https://..." after a request as one more."""
        scan = self._scan
        end = scan.clause_end(i)
        place = next((k for k in range(i, end) if scan.at(k).sort == "url"), None)
        if place is None or (scan.verb(i) is not None and scan.word(i) not in PRODUCTS):
            return None
        words = [scan.word(k) for k in range(i, place)]
        if any(scan.verb(k) and scan.word(k) not in PRODUCTS for k in range(i, place)):
            return None
        known = BEFORE_HEAD | FRAME | TEXT_NOUNS | ALL | _GOES
        names = [word for word in words if word not in known and word not in PRODUCTS]
        last = self._last.kind if self._last is not None else ""
        if len(names) > (last == "http_request") or "from" in words:
            return None
        step = Step("http_request", scan.span(i, place + 1))
        parameters.read_address(scan, step, i, end)
        step.beside = (
            self._last is not None and self._last.config.get("method") == "GET" and "to" not in words
        )
        alone = self._last is None and not self._seen and "to" not in words
        step.config["method"] = "GET" if alone or step.beside else "POST"
        if step.config["method"] == "GET":
            step.config.pop("body", None)
        scan.use(i, place + 1)
        step.case = names[0] if names else None
        step.refs = [PRODUCTS[word] for word in words if word in PRODUCTS]
        if words == ["to"] and scan.at(i - 1).text == ")" and self._last is not None:
            step.refs = [base(self._last.kind)]
        step.refs += ["all"] if any(word in ALL for word in words) else []
        self._last = step
        return step, end

    def _model(self, step: Step, i: int, end: int) -> int:
        """Read "with gpt", "using a model"."""
        scan = self._scan
        for k in range(i, end):
            if scan.word(k) in MODEL_WORDS and k not in scan.used:
                start = k
                while start > i and scan.word(start - 1) in _WITH:
                    start -= 1
                refused = scan.word(start - 1) in _WITHOUT
                step.llm |= not refused
                step.refused |= refused
                start -= refused
                scan.use(start, k + 1)
        if step.llm and step.kind in WITH_MODEL and f"{step.kind}_llm" in scan.lexicon.kinds:
            step.kind = f"{step.kind}_llm"
        return end

    def _settings(self, step: Step, i: int, at: int, after: int, end: int) -> int:  # noqa: C901, PLR0912 - one arm per kind
        scan = self._scan
        match step.kind:
            case "summarize" | "summarize_llm":
                parameters.read_sentences(scan, step, i, end)
            case "extract_keywords" | "extract_keywords_llm":
                parameters.read_limit(scan, step, i, end)
            case "tag_category" | "tag_category_llm":
                end = parameters.read_categories(scan, step, after, end)
            case "delay":
                end = parameters.read_duration(scan, step, i, end)
            case "clean_text":
                parameters.read_cleaning(scan, step, after, end)
            case "input":
                nouns = [k for k in range(after, end) if scan.word(k) in TEXT_NOUNS]
                if (
                    nouns
                ):  # what stands between an article and its noun describes the text: "a product review"
                    begins = [k for k in range(after, nouns[-1]) if scan.word(k) in DETERMINERS]
                    scan.use(begins[-1] if begins else after, nouns[-1] + 1)
            case "http_request":
                parameters.read_address(scan, step, at, end)
            case "template":
                end = self._template(step, at, after, end)
            case "llm_prompt":
                end = writings.read_prompt(scan, step, at, after, end)
            case "switch":
                colon = next((k for k in range(after, end) if scan.at(k).sort == "colon"), end)
                if colon < end and scan.at(end - 1).sort == "url":
                    end = colon  # "by category: sports to https://...": the ways follow
                    scan.use(after, colon)
                elif any(scan.at(k).sort == "url" for k in range(after, end)):
                    step.kind = "http_request"
                    parameters.read_address(scan, step, at, end)
                else:
                    end = parameters.read_cases(scan, step, after, end)
            case "set_fields":
                end = writings.read_assignments(scan, step, after, end)
            case "python_code":
                end = writings.read_code(scan, step, after, end)
            case "merge":
                writings.read_mode(scan, step, after, end)
            case "output" if scan.at(after).sort == "quote":
                step.kind = "template"
                writings.read_quoted(scan, step, "template", after, end)
            case "output":
                writings.read_name(scan, step, after, end)
            case _:
                pass
        return end

    def _template(self, step: Step, at: int, after: int, end: int) -> int:
        """Read what is written: a template, or what a model is to write."""
        scan = self._scan
        if step.llm and not any(scan.at(k).sort == "quote" for k in range(after, end)):
            step.kind = "llm_prompt"
            return writings.read_prompt(scan, step, at, after, end)
        scan.use(after, scan.skip(after, {"the", "this", "template", "text"}))
        if not writings.read_quoted(scan, step, "template", after, end):
            step.needs.append(("template", "What should the text say?"))
        return end
