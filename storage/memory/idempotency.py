"""Idempotency keys in memory."""

from __future__ import annotations

import threading
from dataclasses import replace

from engine.execution.idempotency import (
    TAKEN_OVER_AFTER_S,
    Answer,
    Claim,
    Claimed,
    IdempotencyStore,
    KeyRow,
    decide,
    is_forgotten,
)


class MemoryIdempotencyStore(IdempotencyStore):
    """`IdempotencyStore` in memory; threads may share it."""

    def __init__(self) -> None:
        self._rows: dict[str, KeyRow] = {}
        self._lock = threading.Lock()

    def claim(self, asked: KeyRow) -> Claim:
        """Decide on a request and keep what follows; removes keys that are forgotten."""
        with self._lock:
            kept = {key: row for key, row in self._rows.items() if not is_forgotten(row, asked.created_at)}
            claim, row = decide(kept.get(asked.key), asked)
            self._rows = kept if row is None else {**kept, row.key: row}
            return claim

    def complete(self, claimed: Claimed, answer: Answer) -> bool:
        """Keep the answer; False where the claim was taken over meanwhile."""
        with self._lock:
            row = self._held(claimed)
            if row is not None:
                self._rows[row.key] = replace(row, answer=answer)
            return row is not None

    def release(self, claimed: Claimed) -> None:
        """Let the next request with the same input take the claim over at once."""
        with self._lock:
            row = self._held(claimed)
            if row is not None:
                self._rows[row.key] = replace(row, claimed_at=row.claimed_at - TAKEN_OVER_AFTER_S)

    def _held(self, claimed: Claimed) -> KeyRow | None:
        row = self._rows.get(claimed.key)
        if row is None or row.answer is not None:
            return None
        held = (row.operation, row.claimed_at) == (claimed.operation, claimed.claimed_at)
        return row if held else None
