"""Run cards: a picture of the graph, how it went, and what came of it. Drawn on the server, so a hundred stay cheap."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from html import escape
from urllib.parse import quote

from app.pages.page_shell import icon
from app.pages.progress import doing, far
from app.runs.times import ago, clock_time, duration
from app.server.web import Web
from editor.document import Document
from editor.minigraph import minigraph
from engine.errors import TreadleError
from engine.execution.stores import RunRow, StepRow
from engine.ids import WorkflowId
from engine.run.labels import RUNS, TRIGGERS, StepLabel, Tone, step_label
from engine.run.state import ENDED, RunStatus

RETRYABLE = frozenset({RunStatus.FAILED, RunStatus.CANCELLED})


class CardMaker:
    """Makes the cards of one page; medians and graphs are looked up once each."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._medians: dict[WorkflowId, float | None] = {}
        self._documents: dict[tuple[str, str | None], Document | None] = {}

    def card(self, row: RunRow) -> str:
        """Return one card as HTML."""
        steps = self._web.parts.stores.runs.steps(row.id)
        document = self._document(row)
        passed = ago(row.created_at, self._web.clock())
        when = f'<time class="muted" title="{clock_time(row.created_at)}">{passed}</time>'
        label = document.label if document else str
        at = f"at {label(row.failed_step.node)}" if row.failed_step else ""
        if row.status not in ENDED:
            at = far(steps, len(document.workflow.nodes) if document else len(steps))
        said = row.summary or ("" if row.status in ENDED else doing(row, steps, label))
        return (
            f'<article class="run-card is-{row.status}" data-testid="run-card" data-run="{row.id}">'
            f'<a class="picture" href="/runs/{row.id}" tabindex="-1" aria-hidden="true">{_graph(document, steps)}</a>'
            f'<div class="inside"><p class="state">{glyph(row.status)}'
            f'<b>{RUNS[row.status].title}</b><span class="muted">{escape(at)}</span>'
            f'<span class="grow"></span>{when}</p>'
            f'<h3><a href="/runs/{row.id}" dir="auto">{escape(row.workflow_name)}</a> '
            f'<span class="tag">{_version(row)}</span></h3>'
            f'<p class="out" dir="auto">{escape(said)}</p></div>'
            f"{self._foot(row)}{_bar(document, steps)}</article>"
        )

    def median(self, workflow: WorkflowId) -> float | None:
        """Return a workflow's median duration in seconds."""
        if workflow not in self._medians:
            self._medians[workflow] = self._web.parts.stores.runs.median_duration(workflow)
        return self._medians[workflow]

    def _document(self, row: RunRow) -> Document | None:
        key = (row.definition, row.layout)
        if key not in self._documents:
            try:
                self._documents[key] = self._web.reader.document(row)
            except TreadleError:
                self._documents[key] = None  # the card still says how the run went
        return self._documents[key]

    def _foot(self, row: RunRow) -> str:
        took, median = run_seconds(row), self.median(row.workflow)
        compared = ""
        if took is not None and median:
            share = min(100, 50 * took / median)
            compared = (
                f'<span class="median" role="img" aria-label="{duration(took)}, median {duration(median)}">'
                f'<i style="width:{share:.0f}%"></i><u></u></span><span class="muted">median {duration(median)}</span>'
            )
        trigger = TRIGGERS[row.trigger]
        so_far = max(0.0, self._web.clock() - (row.started_at or row.created_at))
        time = (
            f"<span>{duration(took)}</span>"
            if took is not None
            else f"<span class='muted'>{duration(so_far)} so far</span>"
        )
        retry = ""
        if row.status in RETRYABLE:
            retry = (
                f'<button class="btn tight" data-post="/api/v1/runs/{row.id}/resume" data-then="/runs/{row.id}">'
                f"{icon('rotate-ccw', 's12')}Retry</button>"
            )
        return (
            f'<div class="foot"><span title="Started from: {escape(trigger.title)}">{icon(trigger.icon, "s14")}</span>'
            f"{time}{compared}</div>"
            f'<div class="acts"><a class="btn tight primary" href="/runs/{row.id}">Open</a>{retry}'
            f'<a class="btn tight" href="/workflows/{quote(row.workflow)}">Edit</a></div>'
        )


def glyph(status: RunStatus, size: str = "") -> str:
    """Return the sign of a status: filled, but for the one that turns."""
    name = RUNS[status].icon
    return icon(name, f"{size} spoke" if name == "loader" else size)


def run_seconds(row: RunRow) -> float | None:
    """Return how long an ended run took."""
    if row.finished_at is None or row.status not in ENDED:
        return None
    return max(0.0, row.finished_at - (row.started_at or row.created_at))


def _version(row: RunRow) -> str:
    return f"v{row.version}" if row.version else f"#{row.id}"


def standing(web: Web, rows: Sequence[RunRow]) -> Hashable:
    """Return what the cards of these runs tell that can change: a run's status, and its steps' while it goes on."""
    runs = web.parts.stores.runs
    return tuple(
        (row.id, row.status, () if row.status in ENDED else tuple(step.status for step in runs.steps(row.id)))
        for row in rows
    )


def _labels(steps: list[StepRow]) -> dict[str, StepLabel]:
    """Return how each node is shown: by its step outside of frames."""
    return {str(row.step.node): step_label(row.status, row.waits_for) for row in steps if not row.step.path}


def _graph(document: Document | None, steps: list[StepRow]) -> str:
    return minigraph(document, _labels(steps)) if document is not None else ""


def _bar(document: Document | None, steps: list[StepRow]) -> str:
    found = _labels(steps)
    nodes = [node.node_id for node in document.workflow.nodes] if document else list(found)
    tones = [found[node].tone if node in found else Tone.QUEUED for node in nodes[:60]]
    parts = "".join(f'<i class="is-{tone}"></i>' for tone in tones)
    return f'<div class="bar" aria-hidden="true">{parts}</div>'
