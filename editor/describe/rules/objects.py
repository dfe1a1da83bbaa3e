"""Reading what a step works on: "the summary", "everything", "from the keywords", "the complaints"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.rules import parameters
from editor.describe.rules.lists import ASPECTS
from editor.describe.rules.step_names import DETERMINERS, StepNames
from editor.describe.rules.vocabulary import PRODUCTS
from editor.describe.rules.words import TEXT_NOUNS, words_of

if TYPE_CHECKING:
    from editor.describe.rules.items import Step
    from editor.describe.rules.scan import Scan

ALL = words_of("""everything all both them these those results""")
_ANY = words_of("""all any only both just""")
_RESPONSES = words_of("answer reply response body")
_WORKS_ON = words_of("""of from in on for about using""")
SINKS = words_of("""http_request output merge template delay set_fields python_code""")
"""Kinds whose object names what they take: "send the summary"."""


class Objects(StepNames):
    """Reads the objects of steps; keeps the last step, and what was fetched or answered."""

    def __init__(self, scan: Scan, existing: frozenset[str]) -> None:
        super().__init__(scan, existing)
        self._last: Step | None = None
        self._answers = ""
        self._fetched = False

    def _own_category(self, step: Step, after: int, end: int) -> None:
        """Read "send spam to ..." and "summarize complaints": the step is done for one category."""
        for k in range(after, end):
            found = self._scan.category(k)
            named = step.kind == "http_request" or self._is_named(k, after)
            if found is not None and named:
                step.case = found[0]
                self._scan.use(k, self._scan.skip(k + found[1], ASPECTS))
                return

    def _objects(self, step: Step, after: int, end: int) -> int:
        """Read what a step works on: "the summary", "everything", "from the keywords"."""
        scan, k = self._scan, after
        lists = step.kind in SINKS
        while k < end:
            word = scan.word(k)
            if k in scan.used and word not in PRODUCTS:
                k += 1
                continue
            kind = "body" if self._is_fetched_body(word, step) else self._product(word)
            if word in ALL and lists:
                step.refs.append("all")
            elif kind is not None and (lists or self._is_object(k, after)):
                step.refs.append(kind)
                scan.use(k, k + 1)
            elif (
                word in TEXT_NOUNS
                and lists
                and scan.word(k - 1) in DETERMINERS | {"original", "cleaned", "raw"}
            ):
                step.refs.append("text")
            k += 1
        if step.config.get("method") == "GET":
            step.refs = []
        if step.refs and step.kind == "http_request" and "url" not in step.config:
            self._late_address(step, after, end)
        return end

    def _is_fetched_body(self, word: str, step: Step) -> bool:
        """Say whether "the body" is that of a page fetched before, which a request sends."""
        return word == "body" and self._fetched and step.kind == "http_request"

    def _product(self, word: str) -> str | None:
        """Give the kind whose result a noun means: behind a request that sends something "the answer" is its own."""
        responded = self._answers == "http_request" and word in _RESPONSES
        responded |= (
            self._last is not None and self._last.kind == "http_request" and word in {"result", "results"}
        )
        return "http_request" if responded and self._answers else PRODUCTS.get(word)

    def _of_cleaned(self, at: int, end: int) -> bool:
        """Say whether a step works on "the cleaned text"."""
        return any(
            self._scan.word(k) in {"cleaned", "clean"} and self._scan.word(k + 1) in TEXT_NOUNS
            for k in range(at + 1, end)
        )

    def _late_address(self, step: Step, after: int, end: int) -> None:
        step.needs = [need for need in step.needs if need[0] != "url"]
        parameters.read_address(self._scan, step, after, end)
        step.config["method"] = "POST"
        step.config["body"] = "json"

    def _is_named(self, k: int, after: int) -> bool:
        """Say whether a word is what the verb is said of: "summarize complaints", "keywords of all complaints"."""
        before = k
        while before > after and self._scan.word(before - 1) in DETERMINERS | _ANY:
            before -= 1
        return before == after or self._scan.word(before - 1) in {"of", "from", "for"}

    def _is_object(self, k: int, after: int) -> bool:
        before = k
        while before > after and self._scan.word(before - 1) in DETERMINERS:
            before -= 1
        return before == after or self._scan.word(before - 1) in _WORKS_ON or self._scan.word(k) == "summary"
