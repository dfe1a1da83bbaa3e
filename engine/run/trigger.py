"""What a run was started by: the one table of triggers."""

from __future__ import annotations

from enum import StrEnum


class Trigger(StrEnum):
    """Where a run came from. A new way to start runs is a new member, with its label in `engine/run/labels.py`."""

    EDITOR = "editor"
    API = "api"
    CLI = "cli"
