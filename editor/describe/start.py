"""The kind of step that a run starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.kinds import Catalogue


def start_kind(catalogue: Catalogue) -> str:
    """Return the name of the kind that takes in what a run is given."""
    return next(str(kind.name) for kind in catalogue.kinds() if kind.name == "input")
