"""Start runs of a document or a published version, with the input that users give."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import cast

import orjson

from app.workspace.documents import Documents, layout_of
from editor.document import Document
from engine.errors import AuthorError
from engine.execution.control import Control, Start
from engine.ids import RunId, WorkflowId
from engine.run.trigger import Trigger
from engine.values import Json, PortType, check
from engine.workflow.definition import Workflow
from engine.workflow.kinds import Catalogue
from engine.workflow.lookup import start_form


class Launcher:
    """Starts, cancels and resumes runs. The layout is stored with the run, whose page shows it."""

    def __init__(
        self,
        documents: Documents,
        control: Control,
        catalogue: Catalogue,
        credentials: Callable[[], Mapping[str, str]],
    ) -> None:
        self._documents = documents
        self._control = control
        self._catalogue = catalogue
        self._credentials = credentials

    def draft(
        self, workflow: WorkflowId, input_: dict[str, Json], *, trigger: Trigger, key: str | None = None
    ) -> RunId:
        """Start a run of the current document and return its id. Raises `InvalidWorkflowError` with every problem."""
        opened = self._documents.open(workflow)
        return self.document(
            workflow, opened.document, input_, trigger=trigger, version=opened.published, key=key
        )

    async def draft_from_loop(
        self, workflow: WorkflowId, input_: dict[str, Json], *, trigger: Trigger, key: str | None = None
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
        trigger: Trigger,
        version: int | None = None,
        key: str | None = None,
    ) -> RunId:
        """Run any document under a workflow's id, on any thread; raises as `draft` does."""
        check_input(document.workflow, input_, self._catalogue)
        start = Start(
            workflow, document.name, document.workflow, input_, trigger, layout_of(document), version, key
        )
        return self._control.start(start, credentials=self._credentials())

    def resume(self, run: RunId, *, by: str) -> None:
        """Resume a failed or cancelled run."""
        self._control.resume(run, by=by)

    def cancel(self, run: RunId, *, by: str) -> None:
        """Cancel a run."""
        self._control.cancel(run, by=by)


def check_input(workflow: Workflow, input_: dict[str, Json], catalogue: Catalogue) -> None:
    """Refuse an input that names fields the form does not have, or that is no strict JSON."""
    check(input_, where="the run's input")
    names = [field.name for field in start_form(workflow, catalogue)]
    unknown = [name for name in input_ if name not in names]
    if unknown:
        raise AuthorError(
            f"The workflow's input has no field {unknown[0]!r}.",
            where="the run's input",
            why=f"its fields: {', '.join(names) or 'none, it has no input step'}",
            fix="Leave it out, or add the field to the input step.",
        )


def input_from(workflow: Workflow, given: str, catalogue: Catalogue) -> dict[str, Json]:
    """Bring text as people give it to the form: an object of its fields as JSON, or the text of the first field.

    Raises `AuthorError` when the workflow takes no input.
    """
    fields = start_form(workflow, catalogue)
    if not fields:
        raise AuthorError("This workflow takes no input: it has no input step.", fix="Leave the input out.")
    names = {field.name for field in fields}
    if given.lstrip().startswith("{"):
        try:
            value: Json = orjson.loads(given)
        except orjson.JSONDecodeError:
            value = None
        if isinstance(value, dict) and set(cast("dict[str, Json]", value)) <= names:
            return cast("dict[str, Json]", value)
    first = next((field for field in fields if field.type is PortType.TEXT), None)
    if first is None:
        raise AuthorError(
            "This workflow's input is a form without a text field.",
            why=f"its fields: {', '.join(sorted(names))}",
            fix='Give the input as JSON: {"field": value}.',
        )
    return {first.name: given}
