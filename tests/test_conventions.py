"""Conventions of the Python code that no linter checks: sizes, names of modules, retired words.

Every list of exceptions is exact: an entry that is no longer needed fails its test, so that the lists only shrink.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("app", "editor", "engine", "storage")
MAX_FILE_LINES = 350
MAX_FUNCTION_LINES = 40

LONG_FILES = {
    "engine/expressions/conditions.py": "one condition language: its grammar and its checks",
    "engine/sandbox.py": "the child process, its limits and its protocol belong together",
    "tests/contracts/test_run_store.py": "one contract, run against every run store",
    "tests/editor/describe/cases.py": "a table of cases",
    "tests/engine/expressions/test_language.py": "tables of expressions and values",
    "tests/engine/http/test_client.py": "one server that misbehaves in every way",
}
"""Files that are longer than `MAX_FILE_LINES`, each with its reason."""

LONG_FUNCTIONS = {
    "app/runs/listing.py run_filter": "one filter: every option is checked and reported in turn",
    "engine/nodes/http_request.py http_request": "the signature is the form, with a description of each field",
    "engine/nodes/llm_prompt.py llm_prompt": "the signature is the form, with a description of each field",
    "engine/nodes/merge.py merge": "the signature is the form, with a description of each field",
    "engine/run/fold.py _apply_step": "one arm per event",
    "engine/values.py _walk": "one arm per JSON type",
    "engine/workflow/declare.py node": "the declaration of a kind, with a description of each argument",
    "storage/sqlite/migrations/versions/0010_first.py upgrade": "all tables of the first version",
}
"""Functions of the product that are longer than `MAX_FUNCTION_LINES`, each with its reason."""

VAGUE_MODULES = frozenset({"common", "helper", "helpers", "manager", "managers", "util", "utils"})

RETIRED = {
    "desk": "the name of what it is, such as TargetServer",
    "doorbell": "notification or TaskQueue",
    "drill": "fault injection test",
    "house": "deployment",
    "lane": "pool",
    "ring": "notify or Notification",
    "seat": "ProcessSpec",
    "suspect": "crashed step",
    "sweeper": "maintenance",
    "vain": "unused",
}
"""Words that no Python identifier contains, each with the word that took its place. Plurals count too."""

RETIRED_WORDS_LEFT = {
    "tests/editor/describe/cases_desks.py desk": "descriptions as they reach a help desk",
    "tests/editor/describe/test_rules.py desk": "the cases of help desks",
    "tests/editor/test_minigraph.py ring": "the ring drawn around a failed step",
}
"""Files in which a retired word is left, each with the reason: often it means something else there."""


@cache
def python_files() -> tuple[str, ...]:
    listed = subprocess.run(["git", "ls-files", "-z", "*.py"], cwd=ROOT, capture_output=True, check=True)
    names = listed.stdout.decode().split("\0")
    return tuple(name for name in names if name and (ROOT / name).is_file())


@cache
def source(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def long_functions(text: str) -> Iterator[str]:
    """Yield the names of the functions that are too long, decorators not counted."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            if node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES:
                yield node.name


def words(identifier: str) -> list[str]:
    """Return the words of a name in snake_case or CamelCase, in small letters."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)]


def identifiers(text: str) -> set[str]:
    """Return the names of a module; those inside f-strings are not among them before Python 3.12."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME}


def retired_words(name: str, text: str) -> set[str]:
    """Return the retired words in the path and the identifiers of a file."""
    names = {*re.split(r"[/.]", name), *identifiers(text)}
    found = {word for each in names for word in words(each)}
    return {word for word in RETIRED if {word, f"{word}s"} & found}


def test_files_are_short_but_for_those_listed() -> None:
    found = {name for name in python_files() if len(source(name).splitlines()) > MAX_FILE_LINES}
    assert sorted(found - set(LONG_FILES)) == [], (
        f"more than {MAX_FILE_LINES} lines: split it, or give a reason"
    )
    assert sorted(set(LONG_FILES) - found) == [], "no longer too long: take it out of the list"


def test_functions_are_short_but_for_those_listed() -> None:
    files = [name for name in python_files() if name.startswith(tuple(f"{folder}/" for folder in PRODUCT))]
    found = {f"{name} {function}" for name in files for function in long_functions(source(name))}
    assert sorted(found - set(LONG_FUNCTIONS)) == [], (
        f"more than {MAX_FUNCTION_LINES} lines: split it, or give a reason"
    )
    assert sorted(set(LONG_FUNCTIONS) - found) == [], "no longer too long: take it out of the list"


def test_every_module_has_a_name_that_says_what_it_holds() -> None:
    vague = [name for name in python_files() if VAGUE_MODULES & set(re.split(r"[/.]", name))]
    assert vague == []


def test_no_identifier_holds_a_retired_word() -> None:
    found = {
        f"{name} {word}": RETIRED[word]
        for name in python_files()
        for word in retired_words(name, source(name))
    }
    assert {place: now for place, now in found.items() if place not in RETIRED_WORDS_LEFT} == {}
    assert sorted(set(RETIRED_WORDS_LEFT) - set(found)) == [], "no longer there: take it out of the list"


def test_the_checks_find_what_they_look_for() -> None:
    assert words("_HeldSocket2") + words("run_view") == ["held", "socket", "run", "view"]
    body = "\n".join(["    pass"] * MAX_FUNCTION_LINES)
    assert list(long_functions(f"def long():\n{body}\n\n\ndef short():\n    pass\n")) == ["long"]
    assert retired_words("app/seat.py", "class SweeperPool:\n    lanes = string = 'doorbell'\n") == {
        "lane",
        "seat",
        "sweeper",
    }
