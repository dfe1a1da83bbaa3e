"""Identifiers. Ids are made once and never change; labels are free text and live in the layout."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from typing import NamedTuple, NewType

WorkflowId = NewType("WorkflowId", str)
"""An identifier such as `article_triage`; names a workflow in URLs and on the command line."""
NodeId = NewType("NodeId", str)
PortName = NewType("PortName", str)
KindName = NewType("KindName", str)
RunId = NewType("RunId", int)
"""The run's number, counted per database: "Run 1284"."""
LARGEST = 2**63 - 1
"""The largest number the database can hold: of a run, of an event."""
Hash = NewType("Hash", str)
"""Hex SHA-256 of canonical JSON."""
WorkerId = NewType("WorkerId", str)


class StepKey(NamedTuple):
    """Names a step of a run: its node, and `path`, the index in each frame around it, joined by `.` ("" outside).

    >>> str(StepKey(NodeId("post"))), str(StepKey(NodeId("post"), "3.0"))
    ('post', 'post[3.0]')
    """

    node: NodeId
    path: str = ""

    def __str__(self) -> str:
        return f"{self.node}[{self.path}]" if self.path else self.node


IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,63}")


def is_identifier(text: str) -> bool:
    """Return whether `text` may be an id.

    >>> is_identifier("clean_text"), is_identifier("2nd"), is_identifier("Ärger")
    (True, False, False)
    """
    return IDENTIFIER.fullmatch(text) is not None


def identifier_from(label: str, taken: Container[str] = ()) -> str:
    """Make an id from a label, different from those `taken`.

    >>> identifier_from("Is it “sports”? 🎾"), identifier_from("Tag", {"tag", "tag_2"}), identifier_from("42")
    ('is_it_sports', 'tag_3', 'n_42')
    """
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:56].strip("_") or "node"
    if not base[0].isalpha():
        base = f"n_{base}"
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}_{count}"
    return name


def idempotency_key(instance: str, run: RunId, step: StepKey, generation: int) -> str:
    """Return the name of one intended effect. Stable over retries, crashes and redrives.

    It changes only when a person re-runs the step with an edited input (`generation`). `instance` names the
    database, so that a fresh one does not reuse the keys of an old one.

    >>> idempotency_key("k3v9", RunId(1338), StepKey(NodeId("post")), 1)
    'k3v9.1338.post.1'
    """
    return ".".join(filter(None, [instance, str(run), step.node, step.path, str(generation)]))
