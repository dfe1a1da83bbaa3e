"""What a template's names mean where it stands: behind a Merge `{{ summary }}` is a field of what arrives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from editor.describe.drawing import Out
    from engine.values import Json

_TEMPLATES = ("template", "prompt", "url", "body_template")
_PORTS = {
    "summarize": "summary",
    "extract_keywords": "keywords",
    "tag_category": "category",
    "llm_prompt": "answer",
    "clean_text": "text",
    "input": "text",
}
"""The names people use for a result: those of the ports it comes from."""


def rewritten(config: Mapping[str, Json], sources: Sequence[Out]) -> dict[str, Json]:
    """Write the names in a config's templates so that they are found in what arrives from the one source."""
    if len(sources) != 1:
        return dict(config)
    source = sources[0]
    names = {name: f"value.{name}" for _, name in source.fields}
    told = _PORTS.get(source.kind)
    if not names and told is not None and told != source.port:
        names = {told: "value"}
    return {
        key: _renamed(value, names) if key in _TEMPLATES and isinstance(value, str) else value
        for key, value in config.items()
    }


def _renamed(template: str, names: Mapping[str, str]) -> str:
    """Replace the name an expression begins with.

    >>> _renamed("{{ summary | upper }}: {{ value }}", {"summary": "value.summary"})
    '{{ value.summary | upper }}: {{ value }}'
    """
    for name, meant in names.items():
        template = re.sub(rf"(\{{\{{-?\s*){re.escape(name)}\b(?!\s*\()", rf"\g<1>{meant}", template)
    return template
