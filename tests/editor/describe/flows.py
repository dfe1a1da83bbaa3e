"""Cases in short: a graph as the chains of its steps, "input > clean > sum", with the settings that count beside it.

A step is called after its kind, with a digit where there are several; what leaves it is the first output of its
kind unless one is named: "test.true > send".
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from tests.editor.describe.cases import Case, categories, equals, post

_STEPS: dict[str, tuple[str, str]] = {
    "input": ("input", "text"),
    "clean": ("clean_text", "text"),
    "sum": ("summarize", "summary"),
    "keys": ("extract_keywords", "keywords"),
    "tag": ("tag_category", "category"),
    "ask": ("llm_prompt", "answer"),
    "send": ("http_request", "response"),
    "get": ("http_request", "response"),
    "wait": ("delay", "value"),
    "merge": ("merge", "merged"),
    "take": ("template", "text"),
    "write": ("template", "text"),
    "set": ("set_fields", "result"),
    "count": ("python_code", "result"),
    "test": ("if", "true"),
    "switch": ("switch", "otherwise"),
    "out": ("output", ""),
    "aisum": ("summarize_llm", "summary"),
    "aikeys": ("extract_keywords_llm", "keywords"),
    "aitag": ("tag_category_llm", "category"),
}

X = post("https://example.com/x")
Y = post("https://example.com/y")
Z = post("https://example.com/z")
BODY = {"template": "{{ value.body }}"}
TEXT = {"template": "{{ value.text }}"}
SUMMARY = {"template": "{{ value.summary }}"}
FIRST = {"mode": "first"}


def flow(
    sentence: str,
    *chains: str,
    unread: tuple[str, ...] = (),
    asks: set[tuple[str, str]] | None = None,
    on: str | None = None,
    **settings: dict[str, Any],
) -> Case:
    """Give the case of a sentence and the chains of steps it means."""
    nodes: dict[str, tuple[str, dict[str, Any]]] = {}
    edges: set[str] = set()
    for chain in chains:
        steps = [step.strip() for step in chain.split(">")]
        for step in steps:
            name = step.partition(".")[0]
            nodes[name] = (_kind(name)[0], settings.get(name, {}))
        edges |= {f"{_out(one)} > {other}" for one, other in pairwise(steps)}
    assert settings.keys() <= nodes.keys(), "settings are given for a step that is in no chain"
    return Case(sentence, nodes, edges, unread, asks or set(), on)


def _kind(name: str) -> tuple[str, str]:
    return _STEPS[re.sub(r"\d+$", "", name)]


def _out(step: str) -> str:
    return step if "." in step else f"{step}.{_kind(step)[1]}"


def ways(*names: str, path: str = "") -> dict[str, Any]:
    """Give the config of a Switch that chooses between categories."""
    return {"cases": [{"name": name.replace(" ", "_"), **equals(path, name)} for name in names]}


def words_at_least(count: int) -> dict[str, Any]:
    """Give the comparison that a text has so many words."""
    return {"field": "", "op": "matches", "value": rf"(\S+\s+){{{count - 1}}}\S"}


__all__ = [
    "BODY", "FIRST", "SUMMARY", "TEXT", "X", "Y", "Z", "categories", "equals", "flow", "ways", "words_at_least",
]  # fmt: skip
