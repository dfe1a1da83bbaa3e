"""The parts of the web process; pages and routes are given them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.composition import Parts
from app.runs.event_stream import EventStream
from app.runs.reading import RunReader
from app.server.initial_redirect import InitialRedirect
from app.server.sign_in import Sessions
from app.settings import Settings
from app.workspace.documents import Documents, Stores
from app.workspace.launching import Launcher
from engine.execution.plans import PlanCache

if TYPE_CHECKING:
    from app.workspace.describing import Describer


@dataclass(frozen=True)
class Web:
    """The parts of the web process."""

    parts: Parts

    @property
    def settings(self) -> Settings:
        """The settings it was started with."""
        return self.parts.settings

    def clock(self) -> float:
        """Return the time, in epoch seconds."""
        return time.time()

    @cached_property
    def documents(self) -> Documents:
        """The documents people edit."""
        stores = self.parts.stores
        return Documents(
            Stores(stores.documents, stores.definitions, stores.versions, stores.credentials, stores.runs),
            self.parts.catalogue,
        )

    @cached_property
    def reader(self) -> RunReader:
        """Reads runs. It has plans of its own: those of a journal belong to its thread."""
        parts = self.parts
        plans = PlanCache(parts.stores.definitions, parts.catalogue)
        return RunReader(
            parts.stores.runs, parts.stores.definitions, plans, parts.catalogue, parts.stores.instance
        )

    @cached_property
    def event_stream(self) -> EventStream:
        """The live event stream."""
        return EventStream(self.parts.stores.runs, self.parts.wakeups, poll_s=self.settings.event_poll_s)

    @cached_property
    def launcher(self) -> Launcher:
        """Starts runs of documents and versions."""
        return Launcher(self.documents, self.parts.control, self.parts.catalogue, self.parts.credentials)

    @cached_property
    def describer(self) -> Describer:
        """Makes drafts from sentences."""
        from app.workspace.describing import Describer  # noqa: PLC0415 - the command line works with all the rest and starts fast

        return Describer(self.parts.catalogue, self.parts.secret)

    @cached_property
    def initial_redirect(self) -> InitialRedirect:
        """The redirect of the first visit."""
        return InitialRedirect()

    @cached_property
    def sessions(self) -> Sessions | None:
        """The signed-in sessions; None if no password is set."""
        return Sessions(self.settings.password) if self.settings.password is not None else None
