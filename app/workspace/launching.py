"""Start runs of a document or a published version, with the input that users give."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, cast

import orjson

from app.workspace.documents import Documents, layout_of
from editor.document import Document
from engine.errors import AuthorError
from engine.execution.control import Control, Start
from engine.ids import RunId, WorkflowId
from engine.values import Json, check
from engine.workflow.definition import Workflow
from engine.workflow.plan import INPUT_KIND
from storage.stores import Stores

_TEXT: dict[str, Any] = {"type": "text", "required": True}


class Launcher:
    """Starts, cancels and resumes runs. The layout is stored with the run, whose page shows it."""

    def __init__(
        self,
        documents: Documents,
        control: Control,
        stores: Stores,
        credentials: Callable[[], Mapping[str, str]],
    ) -> None:
        self._documents = documents
        self._control = control
        self._stores = stores
        self._credentials = credentials

    def draft(
        self, workflow: WorkflowId, input_: dict[str, Json], *, trigger: str, key: str | None = None
    ) -> RunId:
        """Start a run of the current document and return its id. Raises `InvalidWorkflowError` with every problem."""
        opened = self._documents.open(workflow)
        return self.document(
            workflow, opened.document, input_, trigger=trigger, version=opened.published, key=key
        )

    async def draft_from_loop(
        self, workflow: WorkflowId, input_: dict[str, Json], *, trigger: str, key: str | None = None
    ) -> RunId:
        """Start a run of the current document from the event loop, storing it in a thread. Raises as `draft` does."""
        opened = self._documents.open(workflow)
        return await asyncio.to_thread(
            self.document,
            workflow,
            opened.document,
            input_,
            trigger=trigger,
            version=opened.published,
            key=key,
        )

    def document(
        self,
        workflow: WorkflowId,
        document: Document,
        input_: dict[str, Json],
        *,
        trigger: str,
        version: int | None = None,
        key: str | None = None,
    ) -> RunId:
        """Start a run of any document under a workflow's id, from any thread. Raises as `draft` does."""
        layout_hash, layout = layout_of(document)
        check_input(document.workflow, input_)
        self._stores.definitions.put(layout_hash, layout)
        start = Start(workflow, document.name, document.workflow, input_, trigger, layout_hash, version, key)
        return self._control.start(start, credentials=self._credentials())

    def resume(self, run: RunId, *, by: str) -> None:
        """Resume a failed or cancelled run."""
        self._control.resume(run, by=by)

    def cancel(self, run: RunId, *, by: str) -> None:
        """Cancel a run."""
        self._control.cancel(run, by=by)


def fields_of(workflow: Workflow) -> list[dict[str, Any]]:
    """Return the form fields of the input node; [] without such a node. A config without fields has one text field.

    A field that is given by its name alone is a text field.
    """
    node = next((node for node in workflow.nodes if node.kind == INPUT_KIND), None)
    if node is None:
        return []
    fields = cast("list[Any]", node.config.get("fields") or ["text"])
    named = [_TEXT | {"name": field} if isinstance(field, str) else field for field in fields]
    return [cast("dict[str, Any]", field) for field in named if isinstance(field, dict)]


def check_input(workflow: Workflow, input_: dict[str, Json]) -> None:
    """Raise `AuthorError` for an input with unknown fields or that is no strict JSON."""
    check(input_, where="the run's input")
    names = [str(field.get("name")) for field in fields_of(workflow)]
    unknown = [name for name in input_ if name not in names]
    if unknown:
        raise AuthorError(
            f"The workflow's input has no field {unknown[0]!r}.",
            where="the run's input",
            why=f"its fields: {', '.join(names) or 'none, it has no input step'}",
            fix="Leave it out, or add the field to the input step.",
        )


def input_from(workflow: Workflow, given: str) -> dict[str, Json]:
    """Return the input for a text that a user gives: a JSON object of the fields, or the text of the first text field.

    Raises `AuthorError` when the workflow takes no input.
    """
    fields = fields_of(workflow)
    if not fields:
        raise AuthorError("This workflow takes no input: it has no input step.", fix="Leave the input out.")
    names = {str(field.get("name")) for field in fields}
    if given.lstrip().startswith("{"):
        try:
            value: Json = orjson.loads(given)
        except orjson.JSONDecodeError:
            value = None
        if isinstance(value, dict) and set(cast("dict[str, Json]", value)) <= names:
            return cast("dict[str, Json]", value)
    first = next((field for field in fields if field.get("type", "text") == "text"), None)
    if first is None:
        raise AuthorError(
            "This workflow's input is a form without a text field.",
            why=f"its fields: {', '.join(sorted(names))}",
            fix='Give the input as JSON: {"field": value}.',
        )
    return {str(first["name"]): given}
