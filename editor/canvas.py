"""The canvas as a NiceGUI element: its properties, the events it emits and the messages it receives.

The payloads are those of `editor/protocol/canvas.py`. Nothing is decided here; the page that owns the canvas does that.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal, cast

from nicegui import events, ui

from editor.front_end import BUILT
from editor.protocol import Message, Refusal, ToastMessage, dump

if TYPE_CHECKING:
    from editor.protocol import DocumentView, DraftView, Patch, Toned, UserError

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

    def load(self, document: DocumentView) -> None:
        """Replace all that is shown by a document."""
        self._send("load", document)

    def patch(self, patch: Patch) -> None:
        """Send what an edit, an undo or another view changed."""
        self._send("patch", patch)

    def refused(self, nonce: str, error: UserError, document: DocumentView) -> None:
        """Say that an edit was refused, and give the document as it stands."""
        self._send("refused", Refusal(nonce=nonce, error=error, document=document))

    def show_run(self, run: Message | None) -> None:
        """Attach a RunView, or detach with None."""
        self._send("run", run)

    def status(self, batch: Message) -> None:
        """Send a StatusBatch; at most one per 33 ms."""
        self._send("status", batch)

    def draft(self, draft: DraftView | None) -> None:
        """Show a draft as ghosts, or take the ghosts away with None."""
        self._send("draft", draft)

    def toast(self, tone: Toned, text: str, *, error: UserError | None = None) -> None:
        """Show a short message; an error is shown in its four parts."""
        self._send("toast", ToastMessage(tone=tone, text=text, error=error))

    def reading(self, sentence: str | None) -> None:
        """Say which sentence is being read for a draft, or with None that none is."""
        self._send("reading", sentence)

    def _send(self, method: str, payload: Message | str | None) -> None:
        """Call a method of the element. Messages become JSON here and nowhere before."""
        self.run_method(method, dump(payload) if isinstance(payload, Message) else payload)
