"""docs/reference/settings.md: every setting, from `app.settings.Settings`."""

from __future__ import annotations

from typing import get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app.reference.markdown import page as whole
from app.reference.markdown import table
from app.reference.schema import meaning, type_of
from app.settings import Settings

_INTRODUCTION = """Settings are environment variables. `make run PORT=… DATA=…` and the options of
[`treadle serve`](cli.md#treadle-serve) set the common ones; an option wins over a variable. A value that cannot be used
is refused at the start, with what it should be."""
_COMPUTED = {"workers": "number of cores, at most 4"}
"""Defaults that follow from the machine."""


def page() -> str:
    """Return the page as Markdown."""
    schema = Settings.model_json_schema()["properties"]
    rows = [
        [f"`{variable(name)}`", type_of(schema[name]), _default(name, field), meaning(name, schema[name])]
        for name, field in Settings.model_fields.items()
    ]
    return whole("Settings", _INTRODUCTION, table(["variable", "type", "default", "meaning"], rows))


def variable(name: str) -> str:
    """Return the environment variable of a setting.

    >>> variable("lease_s")
    'TREADLE_LEASE_S'
    """
    return f"{Settings.model_config.get('env_prefix', '')}{name}".upper()


def _default(name: str, field: FieldInfo) -> str:
    if name in _COMPUTED:
        return _COMPUTED[name]
    default: object = field.default
    if default is None or default is PydanticUndefined or default == "":
        return "none" if default != "" or type(None) in get_args(field.annotation) else "empty"
    return f"`{default}`"
