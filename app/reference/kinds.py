"""docs/reference/kinds.md: every node kind, from its declaration."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from app.kind_docs import kind_json
from app.reference.markdown import json_block, table
from app.reference.markdown import page as whole
from app.reference.schema import Schema, definitions, fields_table
from engine.values import COERCIONS
from engine.workflow.kinds import Catalogue, Kind
from engine.workflow.ports import Port

GROUPS = {
    "start": "Start",
    "text": "Text",
    "ai": "Text with a model",
    "flow": "Flow",
    "connect": "Connections",
}
_CONDITION = ("Compare", "Group", "Op")
_INTRODUCTION = """What a step can do. The same is on the command line (`treadle kinds`, `treadle kinds --json`)
and in the editor's parameter panel. How to declare your own: [write a node kind](../how-to/write-a-node-kind.md).

Every port has a type. Equal types connect, `any` connects with everything, and so do the pairs under
[coercions](#coercions); the editor refuses other connections and says why. Beside its outputs a step records *notes*,
which are shown and are no ports: which method or model an answer came from, scores, what was removed.

A *pure* kind gives the same outputs for the same inputs and config, and touches nothing outside."""
_CONDITIONS = """`if` and `switch` take a condition: one `Compare`, or a `Group` of them. A field is a path into the
value that arrived, such as `user.plan.tier` or `items.0.price`; a field that is not there is *missing* and never an
error. Texts that are numbers compare as numbers."""


def page(catalogue: Catalogue) -> str:
    """Return the page as Markdown."""
    kinds = catalogue.kinds()
    parts = [_INTRODUCTION, _contents(kinds)]
    for category, members in groupby(kinds, key=lambda kind: kind.category):
        parts.append(f"## {GROUPS[category]}")
        parts += [_kind(kind) for kind in members]
    return whole("Node kinds", *parts, _conditions(kinds), _coercions())


def _contents(kinds: list[Kind]) -> str:
    rows = [
        [f"[{kind.title}](#{anchor(kind)})", f"`{kind.name}`", GROUPS[kind.category], _first(kind)]
        for kind in kinds
    ]
    return table(["kind", "name in files", "group", "does"], rows)


def anchor(kind: Kind) -> str:
    """Return the anchor of a kind's heading, which is its name in files."""
    return kind.name


def _first(kind: Kind) -> str:
    return kind.help.partition("\n\n")[0]


def _kind(kind: Kind) -> str:
    schema = kind.schema()
    parts = [f"### {kind.name}", f"**{kind.title}**, version {kind.version}. {kind.help}", _facts(kind)]
    parts += _ports(kind)
    parts += _config(schema)
    parts += [_example(kind, number) for number in range(len(kind.examples))]
    return "\n\n".join(part for part in parts if part)


def _facts(kind: Kind) -> str:
    pool = "many at once" if kind.pool == "async" else "one at a time in each worker process"
    facts = [f"runs {pool}", f"one attempt takes at most {kind.timeout_s:g} s unless the node says otherwise"]
    if kind.pure:
        facts.append("pure")
    if kind.notes:
        facts.append("notes: " + ", ".join(f"`{name}`" for name in kind.notes))
    words = ", ".join(kind.synonyms[:8])
    return f"*{'; '.join(facts)}.*" + (f"\n\nAlso found as: {words}." if words else "")


def _ports(kind: Kind) -> list[str]:
    rows = [["in", *_port(port)] for port in kind.declared.inputs] + [
        ["out", *_port(port)] for port in kind.declared.outputs
    ]
    parts = [table(["port", "name", "type", ""], rows)] if rows else []
    if kind.ports_of is not None:
        parts.append("Further output ports follow from the config.")
    return parts


def _port(port: Port) -> list[str]:
    extra = ["" if port.required else "optional", "takes many edges" if port.many else ""]
    return [f"`{port.name}`", port.type.value, ", ".join(filter(None, extra))]


def _config(schema: Schema) -> list[str]:
    fields = fields_table(schema)
    if not fields:
        return ["No parameters."]
    parts = ["Parameters:", fields]
    for name, part in definitions(schema):
        if name not in _CONDITION:
            parts += [
                f"`{name}`: {str(part.get('description', '')).partition(chr(10) * 2)[0]}",
                fields_table(part),
            ]
    if any(name in _CONDITION for name, _ in definitions(schema)):
        parts.append("`Compare` and `Group` stand under [conditions](#conditions).")
    return parts


def _example(kind: Kind, number: int) -> str:
    shown: dict[str, Any] = kind_json(kind)["examples"][number]
    needs = {"model": " (with a model)", "network": " (with the network)"}.get(shown.pop("needs"), "")
    return f"Example{needs}:\n\n{json_block({name: value for name, value in shown.items() if value})}"


def _conditions(kinds: list[Kind]) -> str:
    found: dict[str, Schema] = {}
    for kind in kinds:
        found |= {name: part for name, part in definitions(kind.schema()) if name in _CONDITION}
    parts = ["## Conditions", _CONDITIONS]
    for name in ("Compare", "Group"):
        parts += [f"`{name}`: {found[name]['description']}", fields_table(found[name])]
    operators = ", ".join(f"`{op}`" for op in found["Op"]["enum"])
    return "\n\n".join([*parts, f"`Op` is one of {operators}."])


def _coercions() -> str:
    rows = [[source.value, target.value, how] for (source, target), how in COERCIONS.items()]
    return "## Coercions\n\n" + table(["from", "to", "how"], rows)
