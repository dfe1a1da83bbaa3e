"""The gallery: every run as a card or a row, filtered by the URL."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Query
from nicegui import ui

from app.addresses import Before
from app.pages.cards import CardMaker, glyph, run_seconds, standing
from app.pages.live_html import live_html
from app.pages.page_shell import icon, page_body, page_shell
from app.runs.listing import run_filter
from app.runs.times import ago, clock_time, duration
from app.server.web import Web
from engine.errors import AuthorError
from engine.execution.stores import RunFilter, RunRow
from engine.ids import RunId
from engine.run.labels import RUNS, TRIGGERS

PAGE = 24
LIST = '<h2 class="unseen">The runs</h2>'  # heads the cards' own headings, for who goes from one to the next


def add_runs(web: Web) -> None:
    """Add `/runs`."""

    @ui.page("/runs")
    def runs(
        status: Annotated[list[str] | None, Query()] = None,
        workflow: str = "",
        trigger: str = "",
        q: str = "",
        view: str = "gallery",
        before: Before = None,
    ) -> None:
        with page_shell("Runs", "runs", signed_in=web.sessions is not None), page_body("Runs"):
            try:
                wanted = [value for value in status or [] if value]
                which = run_filter(
                    workflow=workflow, statuses=wanted, trigger=trigger, text=q, before=before, limit=PAGE + 1
                )
            except AuthorError as error:
                ui.html(f"<p>{escape(error.what)} {escape(error.fix)}</p>", sanitize=False)
                return
            shape = "table" if view == "table" else "gallery"
            ui.html(_filters(web, which, shape), sanitize=False)
            live_html(
                lambda: standing(web, web.parts.stores.runs.runs(which)),
                lambda: _page(web, which, view=shape),
            )


def _page(web: Web, which: RunFilter, *, view: str) -> str:
    rows = web.parts.stores.runs.runs(which)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    cards = CardMaker(web)
    if not rows:
        drawn = f'<p class="empty muted">{_nothing(which)}</p>'
    elif view == "table":
        drawn = _table(web, rows, cards)
    else:
        drawn = f'<div class="gallery">{"".join(cards.card(row) for row in rows)}</div>'
    return f"{_counts(web, which, view)}{LIST}{drawn}{_pager(which, view, rows[-1].id if more else None)}"


def _pager(which: RunFilter, view: str, last: RunId | None) -> str:
    newest = f'<a class="btn" href="{_url(which, view)}">Newest runs</a>' if which.before is not None else ""
    older = (
        f'<a class="btn" href="{_url(which, view, before=last)}">Older runs</a>' if last is not None else ""
    )
    return f'<nav class="pager" aria-label="Pages of runs">{newest}{older}</nav>' if newest or older else ""


def _nothing(which: RunFilter) -> str:
    if which.text or which.statuses or which.workflow or which.trigger or which.before is not None:
        return 'No run fits. <a href="/runs">Show all runs</a>'
    return 'No run yet. <a href="/">Open a workflow</a> and press Run.'


def _filters(web: Web, which: RunFilter, view: str) -> str:
    chosen = next(iter(which.statuses)).value if which.statuses and len(which.statuses) == 1 else ""
    statuses = [(status.value, label.title) for status, label in RUNS.items()]
    triggers = [(trigger.value, label.title) for trigger, label in TRIGGERS.items()]
    flows = {row.id: row.name for row in web.documents.rows()}
    if which.workflow:
        flows.setdefault(which.workflow, f"{which.workflow} (deleted)")
    return (
        '<form class="filters" method="get" action="/runs" role="search" data-applies>'
        f'<span class="search">{icon("search", "s14")}<input class="input" type="search" name="q" '
        f'value="{escape(which.text)}" placeholder="Search runs" aria-label="Search runs" data-search-key>'
        "<kbd>/</kbd></span>"
        f"{_select('status', 'Status', 'Any status', statuses, chosen)}"
        f"{_select('workflow', 'Workflow', 'All workflows', flows.items(), which.workflow)}"
        f"{_select('trigger', 'Started from', 'From anywhere', triggers, which.trigger)}"
        f'<input type="hidden" name="view" value="{view}">'
        f'<button class="btn" type="submit">{icon("filter", "s14")}Filter</button><span class="grow"></span>'
        f'<span class="seg" role="group" aria-label="View">{_tab(which, view, "gallery", "layout-dashboard")}'
        f"{_tab(which, view, 'table', 'table')}</span></form>"
    )


def _select(name: str, label: str, any_: str, options: Iterable[tuple[str, str]], chosen: str | None) -> str:
    drawn = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(title)}</option>'
        for value, title in options
    )
    return f'<select class="input" name="{name}" aria-label="{label}"><option value="">{any_}</option>{drawn}</select>'


def _tab(which: RunFilter, view: str, name: str, symbol: str) -> str:
    on = " class='on' aria-current='true'" if view == name else ""
    return f'<a{on} href="{_url(which, name)}">{icon(symbol, "s14")}{name.capitalize()}</a>'


def _counts(web: Web, which: RunFilter, view: str) -> str:
    counts = web.parts.stores.runs.counts(which)
    total = sum(counts.values())
    parts = "".join(
        f'<a class="count is-{status.value}" href="{_url(which, view, status=status.value)}"><b>{counts[status]}</b> '
        f"{label.title.lower()}</a>"
        for status, label in RUNS.items()
        if counts.get(status)
    )
    return f'<p class="counts"><b>{total} run{"" if total == 1 else "s"}</b>{parts}</p>'


def _url(which: RunFilter, view: str, *, status: str | None = None, before: int | None = None) -> str:
    statuses = [status] if status else [value.value for value in which.statuses or ()]
    query: list[tuple[str, str]] = [("status", value) for value in statuses]
    query += [("workflow", which.workflow)] if which.workflow else []
    query += [("trigger", which.trigger)] if which.trigger else []
    query += [("q", which.text)] if which.text else []
    query += [("view", view)] if view != "gallery" else []
    query += [("before", str(before))] if before is not None else []
    return "/runs" + (f"?{escape(urlencode(query))}" if query else "")


def _table(web: Web, rows: list[RunRow], cards: CardMaker) -> str:
    body = "".join(_row(web, row, cards) for row in rows)
    head = "".join(
        f"<th scope='col'>{name}</th>"
        for name in ("Run", "Status", "Workflow", "Started", "Took", "Median", "From", "Result")
    )
    return f'<div class="sheet"><table class="table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(web: Web, row: RunRow, cards: CardMaker) -> str:
    took, median = run_seconds(row), cards.median(row.workflow)
    return (
        f'<tr class="is-{row.status.value}" data-testid="run-row" data-run="{row.id}">'
        f'<td><a href="/runs/{row.id}">{row.id}</a></td>'
        f'<td class="state">{glyph(row.status, "s14")}<b>{RUNS[row.status].title}</b></td>'
        f'<td class="name" title="{escape(row.workflow_name)}"><a href="/workflows/{quote(row.workflow)}" dir="auto">'
        f"{escape(row.workflow_name)}</a></td>"
        f'<td title="{clock_time(row.created_at)}">{ago(row.created_at, web.clock())}</td>'
        f"<td class='number'>{duration(took) if took is not None else '–'}</td>"
        f"<td class='number'>{duration(median) if median else '–'}</td>"
        f"<td>{escape(TRIGGERS[row.trigger].title)}</td>"
        f'<td class="out" dir="auto" title="{escape(row.summary)}">{escape(row.summary)}</td></tr>'
    )
