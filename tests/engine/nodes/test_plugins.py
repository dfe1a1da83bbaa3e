from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.errors import AuthorError, EngineError
from engine.nodes import builtin, catalogue

PLUGIN = """
from typing import NamedTuple
from engine.workflow.kinds import Example
from engine.workflow.ports import Number, Text
from engine.workflow.declare import node

class Count(NamedTuple):
    count: Number

@node(title="Count words", category="text", icon="hash", example=Example({"text": "a b"}, {"count": 2}))
def NAME(text: Text) -> Count:
    return Count(len(text.split()))
"""


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "words_plugin.py").write_text(PLUGIN.replace("NAME", "count_words"))
    (tmp_path / "delay_plugin.py").write_text(PLUGIN.replace("NAME", "delay"))
    (tmp_path / "empty_plugin.py").write_text("")


def test_kinds_of_a_named_module_stand_beside_the_builtin_ones() -> None:
    try:
        found = catalogue(("words_plugin",))
    finally:
        sys.modules.pop("words_plugin", None)
    assert {kind.name for kind in found.kinds()} - {kind.name for kind in builtin().kinds()} == {
        "count_words"
    }
    assert len(found) == len(builtin()) + 1


def test_a_kind_that_is_there_already_is_refused() -> None:
    with pytest.raises(EngineError, match="Two files declare the kind 'delay'"):
        catalogue(("delay_plugin",))


@pytest.mark.parametrize(
    ("name", "what"), [("not_there", "cannot be loaded"), ("empty_plugin", "declares no")]
)
def test_a_wrong_name_is_told(name: str, what: str) -> None:
    with pytest.raises(AuthorError, match=what) as raised:
        catalogue((name,))
    assert raised.value.where == "TREADLE_PLUGINS"
    assert raised.value.fix
