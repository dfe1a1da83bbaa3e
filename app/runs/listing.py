"""Runs in lists."""

from __future__ import annotations

from app.runs.projection import duration_ms
from app.runs.views import RunSummary
from engine.errors import AuthorError
from engine.execution.stores import RunFilter, RunRow
from engine.ids import RunId, WorkflowId
from engine.run.state import RunStatus
from engine.run.trigger import Trigger

MAX_SEARCH = 200
"""Characters of a search; names and summaries are not much longer, and SQLite takes no pattern of any length."""


def run_filter(
    *,
    workflow: str | None = None,
    statuses: list[str] | None = None,
    trigger: str | None = None,
    text: str = "",
    before: int | None = None,
    limit: int = 50,
    since: float | None = None,
) -> RunFilter:
    """Build a filter from what a URL holds; raises `AuthorError` for what is unknown, or a search too long."""
    known = {status.value for status in RunStatus}
    for status in statuses or []:
        if status not in known:
            raise AuthorError(
                f"There is no run status {status!r}.",
                where="status",
                fix=f"Use one of: {', '.join(sorted(known))}.",
            )
    if trigger and trigger not in set(Trigger):
        raise AuthorError(
            f"No run comes from {trigger!r}.",
            where="trigger",
            fix=f"Use one of: {', '.join(Trigger)}.",
        )
    if len(text.strip()) > MAX_SEARCH:
        raise AuthorError(
            "The search is too long.",
            where="q",
            why=f"it has {len(text.strip())} characters; {MAX_SEARCH} are allowed",
            fix="Search for a few words of a name or a result.",
        )
    return RunFilter(
        workflow=WorkflowId(workflow) if workflow else None,
        statuses=frozenset(RunStatus(status) for status in statuses) if statuses else None,
        trigger=Trigger(trigger) if trigger else None,
        text=text.strip(),
        since=since,
        before=RunId(before) if before is not None else None,
        limit=limit,
    )


def listed(row: RunRow) -> RunSummary:
    """Return a run's row as it is listed."""
    return RunSummary(
        id=row.id,
        workflow=row.workflow,
        workflow_name=row.workflow_name,
        version=row.version,
        status=row.status,
        trigger=row.trigger,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        duration_ms=duration_ms(row),
        failed_node=None if row.failed_step is None else row.failed_step.node,
        summary=row.summary,
    )
