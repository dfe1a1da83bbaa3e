from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User

from app.pages.runs import PAGE
from app.server.web import Web
from engine.ids import RunId, WorkflowId
from engine.run.trigger import Trigger


def html(user: User) -> str:
    """Return the content of all HTML elements of the page."""
    return " ".join(element.content for element in user.find(ui.html).elements)


async def soon(found: Callable[[], list[Any]]) -> list[Any]:
    """Poll until something is found, and return it."""
    for _ in range(100):
        if rows := found():
            return rows
        await asyncio.sleep(0.02)
    raise AssertionError("nothing was found")


def started(web: Web, text: str = "Boats sail at nine.") -> RunId:
    return web.launcher.draft(WorkflowId("article_triage"), {"text": text}, trigger=Trigger.API)


async def test_the_home_page_lists_workflows_and_the_last_five_runs(user: User, web: Web) -> None:
    await user.open("/")
    assert "Article triage" in html(user)
    assert "9 steps" in html(user)
    assert "Last runs" not in html(user)
    runs = [started(web) for _ in range(7)]
    await user.open("/")
    assert [run for run in runs if f'data-run="{run}"' in html(user)] == runs[-5:]


async def test_an_empty_workflow_is_made(user: User, web: Web) -> None:
    await user.open("/")
    user.find(marker="new").click()
    await user.should_see(marker="new")
    assert "untitled_workflow" in [row.id for row in web.documents.rows()]


async def test_a_description_makes_a_workflow_that_waits_for_its_draft(user: User, web: Web) -> None:
    await user.open("/")
    user.find(marker="describe").type("Clean the text, then summarize it")
    user.find(marker="draft").click()
    made = await soon(lambda: [row for row in web.documents.rows() if row.id != "article_triage"])
    assert len(made) == 1
    assert not web.documents.open(made[0].id).document.workflow.nodes


async def test_an_empty_description_is_refused(user: User, web: Web) -> None:
    await user.open("/")
    user.find(marker="draft").click()
    await user.should_see("Say in a sentence what the workflow should do.")
    assert len(web.documents.rows()) == 1


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {1, 2}),
        ("?status=queued", {1, 2}),
        ("?status=failed", set[int]()),
        ("?workflow=article_triage", {1, 2}),
        ("?workflow=other", set[int]()),
        ("?before=2", {1}),
        ("?before=1", set[int]()),
        ("?trigger=api", {1, 2}),
        ("?trigger=cli", set[int]()),
        ("?q=triage", {1, 2}),
        ("?status=queued&status=failed&view=table", {1, 2}),
    ],
)
async def test_runs_are_filtered_by_the_address(query: str, shown: set[int], user: User, web: Web) -> None:
    started(web)
    started(web)
    await user.open(f"/runs{query}")
    said = html(user)
    assert {run for run in (1, 2) if f'href="/runs/{run}"' in said} == shown
    assert shown or "No run fits." in said


async def test_an_unknown_filter_value_is_reported(user: User) -> None:
    await user.open("/runs?status=perhaps")
    assert "no run status" in html(user).lower()
    await user.open("/runs?trigger=nowhere")
    assert "No run comes from" in html(user)


async def test_pagination_of_runs_keeps_the_filter(user: User, web: Web) -> None:
    runs = [started(web) for _ in range(PAGE + 1)]
    await user.open("/runs?trigger=api&view=table")
    older = f"/runs?trigger=api&amp;view=table&amp;before={runs[1]}"
    assert f'href="{older}">Older runs' in html(user)
    assert "Newest runs" not in html(user)
    await user.open(older.replace("&amp;", "&"))
    assert 'href="/runs?trigger=api&amp;view=table">Newest runs' in html(user)
    assert "Older runs" not in html(user)


async def test_names_and_inputs_are_escaped(user: User, web: Web) -> None:
    web.documents.edit(
        WorkflowId("article_triage"), {"do": "rename_workflow", "name": "<script>alert('x')</script>"}
    )
    started(web, "<img src=x onerror=alert(1)>")
    for path in ("/", "/runs", "/runs?view=table", "/runs?q=<script>alert('x')</script>"):
        await user.open(path)
        assert "<script>alert" not in html(user)
        assert "<img src=x" not in html(user)


async def test_a_credential_is_stored_and_never_shown(user: User, web: Web) -> None:
    await user.open("/credentials")
    user.find(marker="store").click()
    await user.should_see("Give it a name of small letters")
    await user.should_see("Model is missing.")
    user.find(marker="name").type("my_model")
    user.find(marker="api_key").type("canary-in-a-key")
    user.find(marker="store").click()
    await user.should_not_see("Give it a name of small letters")
    await user.should_see("Model is missing.")
    user.find(marker="model").type("small")
    user.find(marker="store").click()
    await user.should_see("It will not be shown again.")
    assert [(row.name, row.type) for row in web.parts.stores.credentials.all()] == [("my_model", "openai")]
    await user.open("/credentials")
    assert "my_model" in html(user)
    assert "canary" not in html(user)
    user.find(marker="delete").click()
    await user.should_not_see("my_model")
    assert not web.parts.stores.credentials.all()


@pytest.mark.parametrize("path", ["/workflows/no_such", "/runs/4711", "/runs/abc", "/runs/-1", "/nowhere"])
async def test_an_unknown_address_shows_a_page_with_links(path: str, user: User) -> None:
    answer = await user.http_client.get(path)
    assert answer.status_code == 404
    assert "There is no" in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("path", [f"/runs/{10**23}", "/runs/0", f"/runs?before={10**23}", "/runs?before=0"])
async def test_a_number_out_of_range_breaks_no_page(user: User, path: str) -> None:
    assert (await user.http_client.get(path)).status_code in {404, 422}
