"""The settings a clause gives to steps that write something: a template, fields, code, a prompt, a result's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from editor.describe.by_rules.read.parameters import list_item
from editor.describe.by_rules.text.vocabulary import FILLERS, MODEL_WORDS, result_of

if TYPE_CHECKING:
    from editor.describe.by_rules.syntax_tree import Step
    from editor.describe.by_rules.text.scan import Scan


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
        i = scan.skip(i, {"the", "field", "fields", "only", "value", "a", "an", "with"})
        if (
            scan.at(i).sort != "word"
            or scan.is_end(i)
            or (scan.word(i) in FILLERS and not _is_given(scan, i + 1))
        ):
            break
        name = re.sub(r"\W+", "_", scan.at(i).text)
        j = i + 1
        if _is_given(scan, j):
            value, after = list_item(scan, j + 1)
            rows.append({"name": name, "value": result_of(value)})
        else:
            break
        scan.use(i, after)
        end = max(end, after)
        item_start = after + (scan.at(after).sort == "comma")
        item_start += scan.word(item_start) == "and"
        if item_start == after or scan.starts_action(item_start):
            break
        i = item_start
    if rows:
        step.config["fields"] = rows
    else:
        step.needs.append(("fields", "Which fields should it set?"))
    return end


def _is_given(scan: Scan, i: int) -> bool:
    return scan.word(i) in {"to", "as", "is"} or scan.at(i).text == "="


def read_code(scan: Scan, step: Step, start: int, end: int) -> int:
    """Read code as it is written, or what is to be counted; anything else to compute must be written by hand."""
    for k in range(start, end):
        if scan.word(k) == "python":
            scan.use(k - (scan.word(k - 1) in {"with", "in", "using", "by"}), k + 1)
    if not read_quoted(scan, step, "code", start, end):
        _read_counting(scan, step, start, end)
    return end


def _read_counting(scan: Scan, step: Step, start: int, end: int) -> None:
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


def read_prompt(scan: Scan, step: Step, at: int, after: int, end: int) -> int:
    """Take the instruction to a model as it is written, up to the end of the clause."""
    start = at
    if scan.lexicon.bases.get(scan.word(at), scan.word(at)) in {"ask", "prompt", "have", "let", "tell"}:
        start = scan.skip(after, MODEL_WORDS | {"the", "a", "an", "language", "to", "it", "if", "for"})
    elif scan.word(at) in MODEL_WORDS:
        start = scan.skip(after, {"to"})
    if read_quoted(scan, step, "prompt", after, end):
        text = str(step.config["prompt"])
    else:
        words = [scan.at(k) for k in range(start, end) if k not in scan.used or k == at == start]
        text = scan.sentence[words[0].start : words[-1].end] if words else ""
        if words and words[0].word.endswith("ed"):  # "translated into German" is an instruction again
            text = " ".join(
                [scan.lexicon.bases.get(words[0].word, words[0].word), *(one.text for one in words[1:])]
            )
    scan.use(at, end)
    if not text.strip():
        step.needs.append(("prompt", "What should the model do?"))
        return end
    step.config["prompt"] = text if "{{" in text else f"{text[:1].upper()}{text[1:]}:\n\n{{{{ value }}}}"
    return end


def read_mode(scan: Scan, step: Step, after: int, end: int) -> None:
    """Read what merged values become: "into one text", "as a list"."""
    for k in range(after, end):
        if scan.word(k - 1) in {"as", "into", "a", "one", "single"} and scan.word(k) in {"text", "list"}:
            step.config["mode"] = scan.word(k)
            scan.use(k - 1, k + 1)


def read_name(scan: Scan, step: Step, after: int, end: int) -> None:
    """Read the name of a result: "as report"."""
    for k in range(after, end):
        if scan.word(k) in {"as", "called", "named"} and scan.at(k + 1).sort in {"word", "quote"}:
            last = k + 1
            while last + 1 < end and scan.at(last + 1).start == scan.at(last).end:
                last += 1
            name = scan.sentence[scan.at(k + 1).start : scan.at(last).end]
            step.config["name"] = name.strip("\"'“”‘’")
            scan.use(k, last + 1)
            return
