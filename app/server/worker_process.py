"""The command and environment of a worker that is started as a child."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.settings import Settings


def command() -> list[str]:
    """Return the command line of a worker that drains when this process dies."""
    return [sys.executable, "-m", "app.worker", str(os.getpid())]


def environment(settings: Settings) -> dict[str, str]:
    """Return a worker's environment: this process's settings without the password, which it does not need."""
    kept = settings.model_dump(mode="json", exclude={"password"}, exclude_none=True)
    named = {f"TREADLE_{name.upper()}": str(value) for name, value in kept.items()}
    inherited = {name: value for name, value in os.environ.items() if name != "TREADLE_PASSWORD"}
    path = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")]))
    return {**inherited, **named, "PYTHONPATH": path}
