"""A run's progress: a live list of steps on a terminal, plain lines elsewhere, silence where only JSON is wanted."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.cli.console import note, one_line, say
from app.runs.times import clock_time, duration
from engine.run.labels import Tone, step_label
from engine.run.state import StepStatus

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from app.runs.projection import RunProjection
    from app.runs.views import StepView
    from engine.run.events import Event, Recorded

_STYLES = {
    Tone.RUNNING: "blue",
    Tone.WAITING: "yellow",
    Tone.RETRYING: "yellow",
    Tone.OK: "green",
    Tone.FAILED: "red",
}
"""How a tone is coloured on a terminal; the others are dim."""


class Progress(contextlib.AbstractContextManager["Progress"]):
    """Shows nothing; what `--json` uses where stderr is no terminal."""

    def show(self, projection: RunProjection, page: Sequence[Recorded]) -> None:
        """Show events that the projection has applied already."""

    def __exit__(self, *_: object) -> None:
        """Leave the last state on the screen."""


class Lines(Progress):
    """One line per thing that happened to a step."""

    def show(self, projection: RunProjection, page: Sequence[Recorded]) -> None:
        """Print the events that tell a person something."""
        from app.runs.event_messages import event_words
        from engine.run import events as ev

        for recorded in page:
            again = isinstance(recorded.event, ev.StepResumed) and recorded.event.outputs is None
            if not again and not isinstance(recorded.event, ev.StepReady):
                words = one_line(event_words(recorded.event, projection.document.label))
                say(f"{clock_time(recorded.at)[11:]}  {words}{_added(projection, recorded.event)}")


def _added(projection: RunProjection, event: Event) -> str:
    from engine.run import events as ev

    if not isinstance(event, ev.StepSucceeded) and not (isinstance(event, ev.StepResumed) and event.outputs):
        return ""
    view = projection.step_view(event.step)
    took = "" if view.duration_ms is None else f" in {duration(view.duration_ms / 1000)}"
    return f"{took}: {one_line(view.preview, 80)}" if view.preview else took


class LiveList(Progress):
    """All steps with status, time and value, drawn anew as they change."""

    def __init__(self, console: Console) -> None:
        from rich.live import Live

        self._projection: RunProjection | None = None
        self._live = Live(get_renderable=self._table, console=console, refresh_per_second=8, transient=False)
        self._live.start()

    def show(self, projection: RunProjection, page: Sequence[Recorded]) -> None:
        """Draw the state."""
        _ = page
        self._projection = projection
        self._live.refresh()

    def __exit__(self, *_: object) -> None:
        """Draw the last state and leave it there."""
        self._live.stop()

    def _table(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2))
        for column in ({"width": 1}, {"no_wrap": True}, {"justify": "right", "no_wrap": True}):
            table.add_column(**column)  # pyright: ignore[reportArgumentType] - literals of the right types
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        projection = self._projection
        views = [] if projection is None else [projection.step_view(step) for step in projection.steps()]
        for view in views:
            label = step_label(view.status, view.wait and view.wait.kind)
            sign, style = label.sign, _STYLES.get(label.tone, "dim")
            value = Text(one_line(view.preview), style="red" if view.status is StepStatus.FAILED else "dim")
            table.add_row(Text(sign, style=style), Text(one_line(view.label, 40)), _time(view), value)
        return table


def _time(view: StepView) -> str:
    if view.status is StepStatus.RUNNING and view.started_at is not None:
        return duration(max(0.0, time.time() - view.started_at))
    return "" if view.duration_ms is None else duration(view.duration_ms / 1000)


def progress(*, as_json: bool) -> Progress:
    """Choose by where the output goes; with `--json` a terminal at stderr still shows the list."""
    from rich.console import Console

    console = Console(file=sys.stderr if as_json else sys.stdout, highlight=False, markup=False)
    if console.is_terminal and not console.is_dumb_terminal:
        return LiveList(console)
    return Progress() if as_json else Lines()


def left(run: int, *, own: bool) -> None:
    """Say after Ctrl+C what becomes of the run."""
    note("")
    if own:
        note(f"Run {run} is kept. It goes on when a worker runs: `treadle serve` or `treadle worker`.")
    else:
        note(f"Run {run} goes on without this command. Watch it: treadle watch {run}")
    note(f"Look at it: treadle show {run}   Stop it for good: treadle cancel {run}")
