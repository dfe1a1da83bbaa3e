"""Python code."""

import re
from keyword import iskeyword
from typing import Annotated, NamedTuple

from pydantic import Field

from engine.values import Json
from engine.workflow.arrivals import scope_of
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example
from engine.workflow.ports import AnyValue, Arrival, Many

_STARTING_CODE = "value"


class Computed(NamedTuple):
    """The code's result, and what it printed."""

    result: AnyValue
    printed: Note


def _read_by(code: str, scope: dict[str, Json]) -> dict[str, Json]:
    """Keep the names that occur in the code: every value would otherwise be copied over up to four times."""
    words = set(re.findall(r"\w+", code))
    return {name: value for name, value in scope.items() if name in words and not iskeyword(name)}


@node(
    title="Python code",
    category="flow",
    icon="code",
    synonyms=(
        "python", "code", "script", "function", "program", "run code", "custom", "calculate", "compute",
        "count", "math", "own step", "formula", "execute python", "snippet", "transform with code",
        "word count",
    ),
    pure=False,
    brief=lambda config: next((line.strip() for line in config.code.splitlines() if line.strip()), "")[:60],
    example=Example(
        {"values": (Arrival("clean", "text", "one two three"),)},
        {"result": {"words": 3, "longest": "three"}},
        {"code": 'words = text.split()\n{"words": len(words), "longest": max(words, key=len)}'},
    ),
)  # fmt: skip
def python_code(
    values: Many = (),
    *,
    code: Annotated[
        str,
        Field(
            title="Code",
            description="Values are variables called after their ports; the last line's value is the result.",
            max_length=100_000,
            json_schema_extra={"widget": "code"},
        ),
    ] = _STARTING_CODE,
    seconds: Annotated[float, Field(title="Time limit", description="In seconds.", gt=0, le=50)] = 5.0,
    memory_mb: Annotated[int, Field(title="Memory limit", description="In megabytes.", ge=16, le=1024)] = 128,
) -> Computed:
    """Compute a value with a few lines of Python, shut in a sandbox.

    What arrived is there as variables, named after its port (`text`), or after node and port where two
    ports have the same name (`clean_text`); `value` is the first that arrived. The result is what `return`
    gives, or the last line, or the variable `result`. Files, network and environment are out of reach, and
    time and memory are limited. The language is a subset of Python 3 without class inheritance and `yield`.
    """
    from engine.sandbox import run_code  # noqa: PLC0415 - loads an interpreter

    printed: list[str] = []
    inputs = _read_by(code, scope_of(values))
    result = run_code(code, inputs, timeout_s=seconds, memory_mb=memory_mb, on_print=printed.append)
    return Computed(result, "".join(printed) or None)
