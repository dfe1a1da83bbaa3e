"""Where drawing stands: what is drawn so far, and what a next step can take."""

from __future__ import annotations

from dataclasses import dataclass, field

from editor.describe.by_rules.draw.drawing import Out

ANALYSES = frozenset({"summarize", "extract_keywords", "tag_category"})
"""Kinds that say something about a text and leave it as it is."""


@dataclass(slots=True)
class FlowState:
    """Where the reading stands: the text, the results nothing has taken yet, and the latest result of every kind.

    In a branch behind a Merge the text is a field of `packed`. What a fetched text has taken the place of is `aside`,
    until it is merged.
    """

    text: Out | None = None
    open: list[Out] = field(default_factory=list[Out])
    products: dict[str, Out] = field(default_factory=dict[str, Out])
    packed: Out | None = None
    way: Out | None = None
    aside: list[Out] = field(default_factory=list[Out])

    def copy(self) -> FlowState:
        """Return a state that goes its own way."""
        return FlowState(
            self.text, list(self.open), dict(self.products), self.packed, self.way, list(self.aside)
        )
