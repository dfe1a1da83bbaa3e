"""Run cards: a picture of the graph, how it went, and what came of it. Drawn on the server, so a hundred stay cheap."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from app.pages.frame import icon
from app.runs.times import ago, clock_time, duration
from app.web import Web
from editor.document import Document
from editor.minigraph import minigraph
from engine.errors import TreadleError
from engine.ids import WorkflowId
from engine.state import ENDED, RunStatus
from engine.stores import RunRow, StepRow

GLYPHS = {
    RunStatus.QUEUED: "clock",
    RunStatus.RUNNING: "loader",
    RunStatus.CANCELLING: "loader",
    RunStatus.SUCCEEDED: "circle-check",
    RunStatus.FAILED: "circle-x",
    RunStatus.CANCELLED: "ban",
}
TRIGGERS = {"editor": "workflow", "api": "webhook", "cli": "terminal"}
RETRYABLE = frozenset({RunStatus.FAILED, RunStatus.CANCELLED})


class CardMaker:
    """Makes the cards of one page; medians and graphs are looked up once each."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._medians: dict[WorkflowId, float | None] = {}
        self._documents: dict[tuple[str, str | None], Document | None] = {}

    def card(self, row: RunRow) -> str:
        """Give one card as HTML."""
        steps = self._web.parts.stores.runs.steps(row.id)
        document = self._document(row)
        passed = ago(row.created_at, self._web.clock())
        when = f'<time class="muted" title="{clock_time(row.created_at)}">{passed}</time>'
        at = (
            f" <span class='muted'>at {escape(document.label(row.failed_node))}</span>"
            if row.failed_node and document
            else ""
        )
        return (
            f'<article class="run-card is-{row.status}" data-testid="run-card" data-run="{row.id}">'
            f'<a class="picture" href="/runs/{row.id}" tabindex="-1" aria-hidden="true">{_graph(document, steps)}</a>'
            f'<div class="inside"><p class="state">{icon(GLYPHS[row.status])}'
            f'<b>{row.status.value.capitalize()}</b>{at}<span class="grow"></span>{when}</p>'
            f'<h3><a href="/runs/{row.id}">{escape(row.workflow_name)}</a> '
            f'<span class="tag">{_version(row)}</span></h3>'
            f'<p class="out">{escape(row.summary or _waiting(row))}</p></div>'
            f"{self._foot(row)}{_bar(document, steps)}</article>"
        )

    def median(self, workflow: WorkflowId) -> float | None:
        """Give a workflow's median duration in seconds."""
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
        trigger = icon(TRIGGERS.get(row.trigger, "play"), "s14")
        time = (
            f"<span>{duration(took)}</span>" if took is not None else "<span class='muted'>not ended</span>"
        )
        retry = ""
        if row.status in RETRYABLE:
            retry = (
                f'<button class="btn tight" data-post="/api/v1/runs/{row.id}/resume" data-then="/runs/{row.id}">'
                f"{icon('rotate-ccw', 's12')}Retry</button>"
            )
        return (
            f'<div class="foot"><span title="Started from {escape(row.trigger)}">{trigger}</span>{time}{compared}</div>'
            f'<div class="acts"><a class="btn tight primary" href="/runs/{row.id}">Open</a>{retry}'
            f'<a class="btn tight" href="/workflows/{quote(row.workflow)}">Edit</a></div>'
        )


def run_seconds(row: RunRow) -> float | None:
    """Give how long an ended run took."""
    if row.finished_at is None or row.status not in ENDED:
        return None
    return max(0.0, row.finished_at - (row.started_at or row.created_at))


def _version(row: RunRow) -> str:
    return f"v{row.version}" if row.version else f"#{row.id}"


def _waiting(row: RunRow) -> str:
    return (
        "" if row.status in ENDED else "Waits for a worker" if row.status is RunStatus.QUEUED else "Under way"
    )


def _statuses(steps: list[StepRow]) -> dict[str, str]:
    return {step.node: step.status.value for step in steps}


def _graph(document: Document | None, steps: list[StepRow]) -> str:
    return minigraph(document, _statuses(steps)) if document is not None else ""


def _bar(document: Document | None, steps: list[StepRow]) -> str:
    found = _statuses(steps)
    nodes = [node.node_id for node in document.workflow.nodes] if document else list(found)
    parts = "".join(f'<i class="is-{found.get(node, "pending")}"></i>' for node in nodes[:60])
    return f'<div class="bar" aria-hidden="true">{parts}</div>'
