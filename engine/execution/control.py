"""Starting, cancelling and resuming runs: what the editor, the API and the command line call."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import AuthorError
from engine.execution.journal import Journal
from engine.execution.stores import NewRun
from engine.ids import Hash, RunId, WorkflowId
from engine.run import events as ev
from engine.run.scheduler import resume_set
from engine.run.state import ENDED, RunStatus
from engine.run.trigger import Trigger
from engine.values import Json
from engine.workflow.definition import Workflow
from engine.workflow.kinds import Catalogue
from engine.workflow.validation import Problem, errors_of, validate


class InvalidWorkflowError(AuthorError):
    """The workflow cannot run; `problems` holds every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(
            f"The workflow cannot run: {first.what}{more}", where=first.node or "", fix=first.fix
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Start:
    """What to run. `layout` is kept with the run as canonical JSON by its hash: the run is shown as it was drawn."""

    workflow: WorkflowId
    name: str
    definition: Workflow
    input: dict[str, Json]
    trigger: Trigger
    layout: tuple[Hash, bytes] | None = None
    version: int | None = None
    idempotency_key: str | None = None


class Control:
    """Starts, cancels and resumes runs. Thread-safe: a journal is owned by one thread, so calls take turns."""

    def __init__(self, journal: Journal, catalogue: Catalogue) -> None:
        self._journal = journal
        self._catalogue = catalogue
        self._lock = threading.Lock()

    def start(self, start: Start, *, credentials: Mapping[str, str] | None = None) -> RunId:
        """Validate and start a run, durably; the same idempotency key gives the same run.

        Raises `InvalidWorkflowError` with every problem, or `ValueRefusedError` for an input that is no strict JSON.
        """
        limit = self._journal.limit
        problems = errors_of(
            validate(start.definition, self._catalogue, credentials=credentials, limit=limit)
        )
        if problems:
            raise InvalidWorkflowError(problems)
        with self._lock:
            return self._start(start)

    def _start(self, start: Start) -> RunId:
        """Store the definition, the layout, the run and its first events in one transaction."""
        definition = start.definition.hash
        self._journal.plans.compile(start.definition)
        with self._journal.unit_of_work() as work:
            work.tx.put_definition(definition, start.definition.canonical)
            if start.layout is not None:
                work.tx.put_definition(*start.layout)
            new = NewRun(
                workflow=start.workflow,
                workflow_name=start.name,
                definition=definition,
                trigger=start.trigger,
                created_at=self._journal.clock(),
                layout=start.layout[0] if start.layout is not None else None,
                version=start.version,
                idempotency_key=start.idempotency_key,
            )
            run, update = work.create(new)
            if update is not None:
                packed = update.packer.pack(start.input, where="the run's input")
                update.add(ev.RunStarted(definition, packed, start.trigger))
                update.decide()
        return run

    def cancel(self, run: RunId, *, by: str) -> None:
        """Stop a run: nothing new starts, running steps are interrupted. A run that has ended is left as it is."""
        with self._lock, self._journal.update(run) as update:
            if update.state.status in ENDED or update.state.status is RunStatus.CANCELLING:
                return
            update.add(ev.RunCancelRequested(by))
            update.decide()

    def resume(self, run: RunId, *, by: str) -> None:
        """Go on with a failed or cancelled run: what succeeded keeps its outputs, the rest runs again.

        Raises `AuthorError` when the run is under way or has succeeded.
        """
        with self._lock, self._journal.update(run) as update:
            if update.state.status not in {RunStatus.FAILED, RunStatus.CANCELLED}:
                raise AuthorError(
                    f"Run {run} cannot be retried: it is {update.state.status}.",
                    fix="Only failed and cancelled runs go on; start a new run instead.",
                )
            update.add(ev.RunResumed(resume_set(update.plan, update.state), by))
            update.decide()
