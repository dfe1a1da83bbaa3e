"""The canvas as a NiceGUI element: its properties, the events it emits and the messages it receives.

Shapes are those of assets/src/protocol.ts. All decisions are made by the page that owns the canvas.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal, cast

from nicegui import events, ui

from editor.front_end import BUILT

if TYPE_CHECKING:
    from engine.values import Json

Emitted = Literal[
    "ready", "edit", "undo", "redo", "run", "cancel", "resume", "publish", "describe", "abandon", "accept", "discard",
    "select", "follow",
]  # fmt: skip
"""The events of the canvas; the payload of each is an object."""

Handler = Callable[[dict[str, Any]], Awaitable[None] | None]


class Canvas(ui.element, component="canvas.js", esm={"treadle-canvas": str(BUILT)}):
    """The workflow canvas. The browser fetches the document by route; only ids are properties."""

    def __init__(
        self,
        workflow: str,
        *,
        mode: Literal["edit", "run"] = "edit",
        run: int | None = None,
        draft: bool = False,
    ) -> None:
        """Show a workflow for editing, or one of its runs. `draft`: there is a pending draft to show."""
        super().__init__()
        self._props["mode"] = mode
        self._props["workflow"] = workflow
        self._props["run"] = run
        self._props["draft"] = draft

    def hear(self, name: Emitted, handler: Handler) -> Canvas:
        """Call `handler` with the payload of every event `name`. Subscribe before the first render."""

        def handle(event: events.GenericEventArguments) -> Awaitable[None] | None:
            payload: object = event.args
            return handler(cast("dict[str, Any]", payload) if isinstance(payload, dict) else {})

        self.on(name, handle)
        return self

    def load(self, document: dict[str, Json]) -> None:
        """Replace the shown document by a DocumentView."""
        self.run_method("load", document)

    def patch(self, patch: dict[str, Json]) -> None:
        """Send a Patch: the changes of an edit, an undo or another view."""
        self.run_method("patch", patch)

    def refused(self, nonce: str, error: dict[str, Json], document: dict[str, Json]) -> None:
        """Report that an edit was refused, with the current document."""
        self.run_method("refused", {"nonce": nonce, "error": error, "document": document})

    def show_run(self, run: dict[str, Json] | None) -> None:
        """Attach a RunView, or detach with None."""
        self.run_method("run", run)

    def status(self, batch: dict[str, Json]) -> None:
        """Send a StatusBatch; at most one per 33 ms."""
        self.run_method("status", batch)

    def draft(self, draft: dict[str, Json] | None) -> None:
        """Show a DraftView as ghosts, or remove the ghosts with None."""
        self.run_method("draft", draft)

    def toast(
        self, tone: Literal["info", "ok", "warn", "error"], text: str, *, error: dict[str, Json] | None = None
    ) -> None:
        """Show a short message. An `error` (a UserError) is shown in its four parts."""
        self.run_method("toast", {"tone": tone, "text": text, "error": error})

    def reading(self, sentence: str | None) -> None:
        """Show the sentence that is being read for a draft, or with None that there is none."""
        self.run_method("reading", sentence)
