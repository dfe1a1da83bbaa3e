"""What the browser must know of Python: protocol.ts from the models of messages, labels.ts from the table of labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.reference.typescript import Section, declarations, literals
from app.runs import views
from editor import protocol
from engine.run.labels import RUNS, STEPS, TRIGGERS, WAITS, Tone

FOLDER = "assets/src/server"
"""Where the files lie in a checkout."""

_HEADER = "// Written by `make docs` (python -m app.reference) from {}. Change that, not this file."


def _named(*types: type) -> dict[str, Any]:
    return {type_.__name__: type_ for type_ in types}


SECTIONS = (
    Section("the catalogue", _named(protocol.Catalogue)),
    Section("the document", _named(protocol.GraphView, protocol.DocumentView, protocol.Patch)),
    Section("edits", {"Edit": protocol.Edit}),
    Section("drafts", _named(protocol.DraftView)),
    Section(
        "runs",
        _named(
            views.RunView,
            views.StatusBatch,
            views.StepData,
            views.EventView,
            views.ValuePage,
            views.RunSummary,
        ),
    ),
    Section("the canvas", _named(protocol.Messages, protocol.EditorMethods, views.RunMethods)),
)


def files() -> dict[str, str]:
    """Return the files of `FOLDER` by name. The same on every machine."""
    header = _HEADER.format("editor/protocol/ and app/runs/views.py")
    types = declarations(SECTIONS)
    return {"protocol.ts": f"{header}\n\n{types}", "labels.ts": _labels()}


def _labels() -> str:
    waits = 'NonNullable<StepView["wait"]>["for"]'
    steps, runs = ("title", "tone"), ("title", "tone", "verb")
    parts = [
        _HEADER.format("engine/run/labels.py"),
        'import type { RunStatus, StepStatus, StepView, Trigger } from "./protocol";',
        f"export type Tone = {literals(list(Tone))};",
        "export interface StepLabel {\n  title: string;\n  tone: Tone;\n}",
        "export interface RunLabel extends StepLabel {\n  verb: string; // Follows the run's name.\n}",
        _table("STEPS", "StepStatus", "StepLabel", {key: _only(of, steps) for key, of in STEPS.items()}),
        _table("WAITS", waits, "StepLabel", {key: _only(of, steps) for key, of in WAITS.items()}),
        _table("RUNS", "RunStatus", "RunLabel", {key: _only(of, runs) for key, of in RUNS.items()}),
        _table("TRIGGERS", "Trigger", "string", {key: json.dumps(of.title) for key, of in TRIGGERS.items()}),
    ]
    return "\n\n".join(parts) + "\n"


def _table(name: str, keys: str, row: str, rows: Mapping[Any, str]) -> str:
    lines = [f"  {key}: {said},\n" for key, said in rows.items()]
    return f"export const {name}: Record<{keys}, {row}> = {{\n{''.join(lines)}}};"


def _only(label: Any, fields: tuple[str, ...]) -> str:  # noqa: ANN401 - any of the labels
    said = ", ".join(f"{field}: {json.dumps(getattr(label, field), ensure_ascii=False)}" for field in fields)
    return f"{{ {said} }}"
