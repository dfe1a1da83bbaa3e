"""Rows of a config (form fields, cases, values): what holds for all of them."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Named(Protocol):
    """A row with a name."""

    @property
    def name(self) -> str:
        """The name."""
        ...


Rows = TypeVar("Rows", bound=Sequence[Named])
RESERVED = frozenset({"error"})
"""The engine's own output port, offered by the failure policy."""


def distinct_names(rows: Rows) -> Rows:
    """Refuse two rows of one name; pydantic turns the `ValueError` into a problem at the field."""
    names = [row.name for row in rows]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two rows are called {twice[0]!r}; give each its own name")
    return rows


def free_ports(rows: Rows) -> Rows:
    """Refuse names that are no free output port, besides what `distinct_names` refuses."""
    taken = [row.name for row in rows if row.name in RESERVED]
    if taken:
        raise ValueError(f"{taken[0]!r} is the port for failures; take another name")
    return distinct_names(rows)
