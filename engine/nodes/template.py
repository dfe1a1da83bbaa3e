"""Template."""

from typing import Annotated, NamedTuple

from pydantic import Field

from engine.workflow.arrivals import scope_of
from engine.workflow.declare import node
from engine.workflow.kinds import Example
from engine.workflow.ports import Arrival, Many, Text


class Written(NamedTuple):
    """The text with values filled in."""

    text: Text


@node(
    title="Template",
    category="text",
    icon="file-text",
    synonyms=(
        "format", "compose", "fill in", "write text", "build text", "message", "mail merge", "render",
        "combine text", "text block", "placeholder", "letter", "note", "draft", "make a text",
        "insert into",
    ),
    brief=lambda config: " ".join(config.template.split())[:60],
    example=Example(
        {"values": (Arrival("summarize", "summary", "Ferry late."), Arrival("tag", "category", "transport"))},
        {"text": "[TRANSPORT] Ferry late."},
        {"template": "[{{ category | upper }}] {{ summarize.summary }}"},
    ),
)  # fmt: skip
def template(
    values: Many = (),
    *,
    template: Annotated[
        str,
        Field(
            title="Text",
            description="Write {{ name }} where a value goes; the name of a port, or node.port.",
            max_length=20_000,
            json_schema_extra={"widget": "template"},
        ),
    ] = "{{ value }}",
) -> Written:
    """Write a text with values filled in, as in `Dear {{ name | title }}`.

    A value is called after the port it comes from; where two ports have the same name, after node and port
    (`summarize_summary`). `{{ summarize.summary }}` always works, and `{{ value }}` is the first that
    arrived. A field that does not exist is an error unless `| default("…")` follows.
    """
    from engine.expressions.language import compile_template  # noqa: PLC0415 - jinja2 is only needed where a step runs

    return Written(compile_template(template).render(scope_of(values)))
