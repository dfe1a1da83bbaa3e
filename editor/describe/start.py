"""The kind of step that a run starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.workflow.kinds import Role

if TYPE_CHECKING:
    from engine.workflow.kinds import Catalogue


def start_kind(catalogue: Catalogue) -> str:
    """Return the name of the kind that takes in what a run is given: the one that starts runs and has a form."""
    return next(str(kind.name) for kind in catalogue.of_role(Role.START) if kind.form_of is not None)
