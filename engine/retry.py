"""Retry arithmetic. Pure: jitter comes from the step's own key, so a replayed decision is the same decision."""

from __future__ import annotations

import hashlib

from engine.definition import Retry


def backoff(retry: Retry, attempt: int, *, key: str, retry_after: float | None = None) -> float:
    """Give the seconds to wait after attempt number `attempt` (from 1) failed.

    Exponential with a cap, plus up to `jitter` of itself; a target's `retry_after` is a lower bound.

    >>> [backoff(Retry(jitter=0), n, key="") for n in (1, 2, 3)]
    [1.0, 2.0, 4.0]
    >>> backoff(Retry(jitter=0, max_s=3), 9, key=""), backoff(Retry(jitter=0), 1, key="", retry_after=7.5)
    (3.0, 7.5)
    """
    try:
        wait = min(retry.first_s * retry.factor ** (attempt - 1), retry.max_s)
    except OverflowError:
        wait = retry.max_s
    wait *= 1 + retry.jitter * _share(f"{key}.{attempt}")
    return max(wait, retry_after or 0.0)


def _share(key: str) -> float:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest()) / 2**32
