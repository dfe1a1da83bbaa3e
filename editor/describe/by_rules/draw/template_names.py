"""What a template's names mean where it stands: behind a Merge `{{ summary }}` is a field of what arrives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from editor.describe.by_rules.text.vocabulary import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from editor.describe.by_rules.draw.drawing import Out
    from engine.values import Json

_TEMPLATES = ("template", "prompt", "url", "body_template")
_PORTS = {
    "summarize": "summary",
    "extract_keywords": "keywords",
    "tag_category": "category",
    "llm_prompt": "answer",
    "clean_text": "text",
    "text": "text",
}
"""The names people use for a result: those of the ports it comes from."""


def scoped_templates(config: Mapping[str, Json], sources: Sequence[Out]) -> dict[str, Json]:
    """Write the names in a config's templates so that they are found in what arrives from the one source."""
    if len(sources) != 1:
        return dict(config)
    source = sources[0]
    names = {name: f"value.{name}" for _, name in source.fields}
    told = _PORTS.get(source.kind)
    if not names and told is not None and told != source.port:
        names = {told: "value"}
    return {
        key: _renamed(value, names)
        if key in _TEMPLATES and isinstance(value, str)
        else _rows(cast("list[Json]", value), names)
        if key == "fields" and isinstance(value, list)
        else value
        for key, value in config.items()
    }


def _rows(rows: list[Json], names: Mapping[str, str]) -> list[Json]:
    """Write the names in the values of Set fields."""
    return [_row(cast("Mapping[str, Json]", row), names) if isinstance(row, dict) else row for row in rows]


def _row(row: Mapping[str, Json], names: Mapping[str, str]) -> Json:
    return {
        key: _renamed(value, names) if isinstance(value, str) and key == "value" else value
        for key, value in row.items()
    }


def result_of(said: str) -> str:
    """Return the template of a result a field is given: "summary", "the first keyword"; other words stay as they are.

    >>> result_of("summary"), result_of("first keyword"), result_of("done")
    ('{{ summary }}', '{{ keywords | first }}', 'done')
    """
    words = said.lower().removeprefix("the ").split()
    first = words[:1] == ["first"]
    kind = PRODUCTS.get(words[-1], "") if len(words) == 1 + first else ""
    return f"{{{{ {_PORTS[kind]}{' | first' if first else ''} }}}}" if kind in _PORTS else said


def _renamed(template: str, names: Mapping[str, str]) -> str:
    """Replace the name an expression begins with.

    >>> _renamed("{{ summary | upper }}: {{ value }}", {"summary": "value.summary"})
    '{{ value.summary | upper }}: {{ value }}'
    """
    for name, meant in names.items():
        template = re.sub(rf"(\{{\{{-?\s*){re.escape(name)}\b(?!\s*\()", rf"\g<1>{meant}", template)
    return template
