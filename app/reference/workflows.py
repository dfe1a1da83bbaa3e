"""docs/reference/workflow-format.md and its JSON Schema, from the classes that read a definition."""

from __future__ import annotations

import orjson

from app.reference.markdown import json_block, table
from app.reference.markdown import page as whole
from app.reference.schema import fields_table
from engine.ids import IDENTIFIER
from engine.values import COERCIONS, PortType
from engine.workflow.definition import FORMAT, workflow_schema

_INTRODUCTION = f"""A workflow is a JSON file of the format `{FORMAT}`: nodes, and edges between their ports.
`treadle validate FILE` checks one and lists every problem with a fix; [workflow.schema.json](workflow.schema.json) is
the JSON Schema, for editors. Unknown keys are refused."""
_SMALLEST = {
    "format": FORMAT,
    "name": "Shorten",
    "nodes": [
        {"id": "article", "kind": "input"},
        {"id": "summarize", "kind": "summarize", "config": {"sentences": 2}},
    ],
    "edges": [{"source": "article", "source_port": "text", "target": "summarize", "target_port": "text"}],
}
_RULES = f"""**Ids** are identifiers (`{IDENTIFIER.pattern}`), made from the label when a step is added and never
changed after: edges, expressions and runs name nodes by them. Labels are free text.

**Definition and layout.** `nodes` and `edges` are the definition. An exported file also has `name` and `layout`
(`positions`: `[x, y]` in pixels by node id, `labels` by node id); these are no part of the definition, so moving or
renaming a step changes no version.

**Versions.** A definition's identity is the SHA-256 of its canonical JSON (keys sorted, defaults left out). A run keeps
the definition it was started with.

**Values** are strict JSON: no NaN or infinity, whole numbers within 64 bits, no lone surrogates, text keys, at most 100
levels deep, at most as large as `TREADLE_VALUE_LIMIT_MB` says ([settings](settings.md)).

**Joins.** A node waits until every edge into it has settled: brought a value, or skipped. It is skipped when a required
input got nothing, and so is what follows from it. With `"join": "any"` it runs on the first arrival. Several edges into
one port arrive in the order of `edges`.

**The run's output** is the values of the `output` nodes by name, or of the last steps by node id where there is none.
There is at most one `input` node; its fields are the form that starts a run.

**Failure.** A transient error is tried again as `retry` says; each wait is a row in the database, so it survives a
restart. When attempts are used up, `on_failure` says what follows: `stop` the run, take the node's `error` port
(`error_port`; it gives what, where, why and fix), or go on with a stated `default` value."""


def page() -> str:
    """Return the page as Markdown."""
    schema = workflow_schema()
    parts = [_INTRODUCTION, "The smallest useful one:", json_block(_SMALLEST), _RULES, "## Workflow"]
    parts.append(fields_table(schema))
    for name in ("Node", "Retry", "OnFailure", "Edge"):
        part = schema["$defs"][name]
        parts += [f"## {name}", str(part.get("description", "")), fields_table(part)]
    types = ", ".join(f"`{one.value}`" for one in PortType)
    rows = [[source.value, target.value, how] for (source, target), how in COERCIONS.items()]
    parts += [
        "## Port types",
        f"{types}. Equal types and `any` connect; besides:",
        table(["from", "to", "how"], rows),
    ]
    return whole("Workflow files", *parts)


def schema_file() -> str:
    """Return the JSON Schema as a file."""
    return orjson.dumps(workflow_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
