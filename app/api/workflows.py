"""Workflows: their documents, versions, validation, import and export, and starting them."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.bodies import described, parse_body, read_body
from app.api.etags import IfMatch, IfNoneMatch, require, state_of, tagged
from app.api.idempotency import Operation, api_router
from app.api.pagination import Paging
from app.server.web import Web
from editor.document import Document, parse_document, to_file
from editor.protocol import DocumentView, dump
from engine.execution.stores import DocumentRow, VersionRow
from engine.ids import WorkflowId
from engine.run.trigger import Trigger
from engine.workflow.definition import parse_workflow
from engine.workflow.validation import errors_of, validate


class NewWorkflow(BaseModel):
    """A workflow to create: empty, or from a `treadle.workflow/1` document."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=120)] = ""
    document: dict[str, Any] | None = None


class Publication(BaseModel):
    """A note for a version."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, Field(max_length=500)] = ""


class SentEdit(BaseModel):
    """An edit of a document; `nonce` is made up by who sends it, and an edit that comes again by it changes nothing."""

    model_config = ConfigDict(extra="forbid")

    nonce: Annotated[str, Field(min_length=1, max_length=64)]
    edit: dict[str, Any]


class RunRequest(BaseModel):
    """What to start a run with: the input form's fields."""

    model_config = ConfigDict(extra="forbid")

    input: dict[str, Any] = {}


def router(web: Web) -> APIRouter:
    """Return the routes."""
    routes = api_router(web, "workflows")
    _documents(routes, web)
    _edits(routes, web)
    _files(routes, web)
    _versions_and_runs(routes, web)
    return routes


def _documents(routes: APIRouter, web: Web) -> None:
    @routes.get("/workflows")
    async def workflows(paging: Annotated[Paging, Depends()]) -> dict[str, Any]:
        """List the workflows, last changed first."""
        rows, last = web.documents.rows(), paging.after("workflows", float, str)
        if last is not None:
            rows = [row for row in rows if (-row.updated_at, row.id) > (-last[0], last[1])]
        return paging.page("workflows", rows, show=workflow_json, place=lambda row: (row.updated_at, row.id))

    @routes.post("/workflows", status_code=201, openapi_extra=described(NewWorkflow))
    async def create(request: Request) -> dict[str, Any]:
        """Create a workflow: an empty one by its name, or one from a document."""
        new = parse_body(NewWorkflow, await read_body(request, web.settings.value_limit))
        document = (
            parse_document(new.document) if new.document else Document(name=new.name or "Untitled workflow")
        )
        opened = web.documents.create(document)
        return {"id": opened.id, "name": opened.document.name}

    @routes.get("/workflows/{workflow}/document", response_model=DocumentView)
    async def document(workflow: str, if_none_match: IfNoneMatch = None) -> Response:
        """Return the document as the editor shows it: nodes with ports, problems, undo."""
        opened = web.documents.open(WorkflowId(workflow))
        return tagged(opened, orjson.dumps(dump(web.documents.view(opened.id))), if_none_match)


def _edits(routes: APIRouter, web: Web) -> None:
    @routes.post("/workflows/{workflow}/edits", openapi_extra=described(SentEdit))
    async def edit(
        workflow: str, request: Request, response: Response, if_match: IfMatch = None
    ) -> dict[str, Any]:
        """Apply one edit, as the editor sends those that are too large for its socket; open editors show it."""
        sent = parse_body(SentEdit, await read_body(request, web.settings.value_limit))
        opened = web.documents.open(WorkflowId(workflow))
        if sent.nonce not in opened.history.applied:  # one that comes again was made for the state before it
            require(opened, if_match)
        web.documents.edit(opened.id, sent.edit, nonce=sent.nonce)
        response.headers["ETag"] = f'"{state_of(opened)}"'
        return {"revision": opened.revision}

    @routes.delete("/workflows/{workflow}", status_code=204)
    async def delete(workflow: str, if_match: IfMatch = None) -> None:
        """Delete a workflow's document. Its runs and versions stay."""
        require(web.documents.open(WorkflowId(workflow)), if_match)
        web.documents.delete(WorkflowId(workflow))


def _files(routes: APIRouter, web: Web) -> None:
    @routes.post("/workflows/import", status_code=201, openapi_extra=described(None))
    async def import_(request: Request) -> dict[str, Any]:
        """Create a workflow from an exported file (the request's body); problems are listed, nothing is executed."""
        raw = await read_body(request, web.settings.value_limit)
        document = await asyncio.to_thread(parse_document, raw)
        opened = web.documents.create(document)
        problems = [problem.model_dump(mode="json") for problem in opened.problems]
        return {"id": opened.id, "name": opened.document.name, "problems": problems}

    @routes.get("/workflows/{workflow}/export")
    async def export(workflow: str, if_none_match: IfNoneMatch = None) -> Response:
        """Download a workflow as a file of the format `treadle.workflow/1`. Holds no secrets."""
        opened = web.documents.open(WorkflowId(workflow))
        body = orjson.dumps(to_file(opened.document), option=orjson.OPT_INDENT_2)
        headers = {"content-disposition": f'attachment; filename="{opened.id}.treadle.json"'}
        return tagged(opened, body, if_none_match, headers)

    @routes.post("/validate", openapi_extra=described(None))
    async def validate_(request: Request) -> dict[str, Any]:
        """Validate a definition (the request's body): every problem with a fix. Executes nothing."""
        raw = await read_body(request, web.settings.value_limit)
        workflow = await asyncio.to_thread(parse_workflow, raw)
        stored = web.parts.credentials()
        problems = await asyncio.to_thread(validate, workflow, web.parts.catalogue, credentials=stored)
        return {
            "valid": not errors_of(problems),
            "hash": workflow.hash,
            "problems": [problem.model_dump(mode="json") for problem in problems],
        }


def _versions_and_runs(routes: APIRouter, web: Web) -> None:
    @routes.get("/workflows/{workflow}/versions", response_model=dict[str, Any])
    async def versions(
        workflow: str,
        paging: Annotated[Paging, Depends()],
        response: Response,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """List the published versions, newest first."""
        opened = web.documents.open(WorkflowId(workflow))
        rows, last = web.parts.stores.versions.all(opened.id), paging.after("versions", int)
        if last is not None:
            rows = [row for row in rows if row.number < last[0]]
        page = paging.page("versions", rows, show=version_json, place=lambda row: (row.number,))
        return tagged(opened, orjson.dumps(page), if_none_match, response.headers)

    @routes.post("/workflows/{workflow}/versions", status_code=201, openapi_extra=described(Publication))
    async def publish(workflow: str, request: Request, if_match: IfMatch = None) -> dict[str, Any]:
        """Publish the draft under the next number."""
        publication = parse_body(Publication, await read_body(request, web.settings.value_limit))
        require(web.documents.open(WorkflowId(workflow)), if_match)
        return version_json(web.documents.publish(WorkflowId(workflow), publication.note))

    @routes.post(
        "/workflows/{workflow}/runs", status_code=202, openapi_extra=described(RunRequest, required=False)
    )
    async def start(workflow: str, request: Request, operation: Operation) -> dict[str, Any]:
        """Start a run. It is on disk when this answers; the same Idempotency-Key gives the same run.

        The body is `{"input": {...}}`, the fields of the workflow's input form; up to the value limit in size.
        """
        raw = await read_body(request, web.settings.value_limit)
        wanted = parse_body(RunRequest, raw) if raw.strip() else RunRequest()
        run = await web.launcher.draft_from_loop(
            WorkflowId(workflow), wanted.input, trigger=Trigger.API, key=operation
        )
        return {"run": run, "url": f"/runs/{run}"}


def workflow_json(row: DocumentRow) -> dict[str, Any]:
    """Return what a list says of a workflow."""
    return {"id": row.id, "name": row.name, "revision": row.revision, "updated_at": row.updated_at}


def version_json(row: VersionRow) -> dict[str, Any]:
    """Return one version."""
    return {
        "number": row.number,
        "definition": row.definition,
        "note": row.note,
        "published_at": row.published_at,
    }
