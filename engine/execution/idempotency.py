"""Idempotency keys of requests: which one is carried out, which gets an earlier answer, which is refused.

After the draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header-07). The decision is
a pure function; stores make it under their write lock, so that of two requests at once one is carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

FORGOTTEN_AFTER_S = 24 * 3600.0
"""Age of a key, from its first request, after which it is as good as new."""
TAKEN_OVER_AFTER_S = 60.0
"""Age of a claim without an answer after which the request that made it is taken for dead."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request, as it is given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What is known of a key.

    `operation` names what is done for it: it is the same whoever takes the claim over, and another after the key was
    forgotten. `fingerprint` tells one input from another.
    """

    key: str
    fingerprint: str
    operation: str
    created_at: float
    claimed_at: float
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """The request is to be carried out, as this operation. Only who holds the claim completes it."""

    key: str
    operation: str
    claimed_at: float


@dataclass(frozen=True, slots=True)
class Answered:
    """The request was carried out before; this was the answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class InUse:
    """The first request with the key is still being worked on."""


@dataclass(frozen=True, slots=True)
class Reused:
    """The key came with another input before."""


Claim = Claimed | Answered | InUse | Reused


def decide(row: KeyRow | None, asked: KeyRow) -> tuple[Claim, KeyRow | None]:
    """Decide on a request by what is stored of its key; returns the row to store too, None where it stays.

    >>> asked = KeyRow("k", "input", "op-1", 0.0, 0.0)
    >>> claim, stored = decide(None, asked)
    >>> claim, decide(stored, replace(asked, operation="op-2", created_at=1.0, claimed_at=1.0))
    (Claimed(key='k', operation='op-1', claimed_at=0.0), (InUse(), None))
    """
    now = asked.created_at
    if row is None or is_forgotten(row, now):
        return Claimed(asked.key, asked.operation, now), asked
    if row.fingerprint != asked.fingerprint:
        return Reused(), None
    if row.answer is not None:
        return Answered(row.answer), None
    # A clock that was set back must not hold a claim for longer.
    if 0 <= now - row.claimed_at < TAKEN_OVER_AFTER_S:
        return InUse(), None
    return Claimed(row.key, row.operation, now), replace(row, claimed_at=now)


def is_forgotten(row: KeyRow, now: float) -> bool:
    """Return whether a key is older than keys become."""
    return now - row.created_at >= FORGOTTEN_AFTER_S


class IdempotencyStore(Protocol):
    """Keys of requests with their answers."""

    def claim(self, asked: KeyRow) -> Claim:
        """Decide on a request and store what follows, in one transaction; removes keys that are forgotten.

        `asked` is the row to store where the key is new; its `created_at` is the present time.
        """
        ...

    def complete(self, claimed: Claimed, answer: Answer) -> bool:
        """Store the answer; False where the claim was taken over meanwhile."""
        ...

    def release(self, claimed: Claimed) -> None:
        """Let the next request with the same input take the claim over at once: this one came to no answer."""
        ...
