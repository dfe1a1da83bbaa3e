"""What every store of idempotency keys does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.execution.idempotency import (
    FORGOTTEN_AFTER_S,
    TAKEN_OVER_AFTER_S,
    Answer,
    Answered,
    Claimed,
    IdempotencyStore,
    InUse,
    KeyRow,
    Reused,
)
from storage.stores import Stores

MADE = Answer(201, {"content-type": "application/json", "etag": '"1"'}, b'{"name": "\xc3\xbc"}')
KEYS = ["order-7", "", "x" * 10_000, "a b", "'; drop table idempotency; --", "漢🎉", "%00\x00"]


@pytest.fixture
def store(stores: Stores) -> IdempotencyStore:
    return stores.idempotency


def asked(key: str = "k", input_: str = "one", operation: str = "op-1", at: float = 1000.0) -> KeyRow:
    return KeyRow(key, input_, operation, at, at)


def claimed(store: IdempotencyStore, row: KeyRow | None = None) -> Claimed:
    found = store.claim(row or asked())
    assert isinstance(found, Claimed)
    return found


@pytest.mark.parametrize("key", KEYS, ids=lambda key: ascii(key)[:20])
def test_the_same_request_gets_the_first_answer_again(store: IdempotencyStore, key: str) -> None:
    first = claimed(store, asked(key))
    assert first == Claimed(key, "op-1", 1000.0)
    assert store.complete(first, MADE)
    assert store.claim(asked(key, operation="op-2", at=1001.0)) == Answered(MADE)
    assert store.claim(asked(key + "x")) == Claimed(key + "x", "op-1", 1000.0)


def test_another_input_is_refused_with_and_without_an_answer(store: IdempotencyStore) -> None:
    first = claimed(store)
    assert store.claim(asked(input_="two", at=1001.0)) == Reused()
    assert store.claim(asked(input_="two", at=1000.0 + TAKEN_OVER_AFTER_S)) == Reused()
    store.complete(first, MADE)
    assert store.claim(asked(input_="two", at=1001.0)) == Reused()


def test_a_request_under_way_is_left_alone_until_it_is_taken_for_dead(store: IdempotencyStore) -> None:
    first = claimed(store)
    late = 1000.0 + TAKEN_OVER_AFTER_S
    assert store.claim(asked(operation="op-2", at=late - 0.1)) == InUse()
    second = claimed(store, asked(operation="op-2", at=late))
    assert second == Claimed("k", "op-1", late)
    assert store.claim(asked(operation="op-3", at=late + 1)) == InUse()
    assert not store.complete(first, Answer(200, {}, b"stale"))
    store.release(first)
    assert store.claim(asked(operation="op-3", at=late + 1)) == InUse()
    assert store.complete(second, MADE)
    assert not store.complete(second, Answer(200, {}, b"twice"))
    assert store.claim(asked(at=late + 2)) == Answered(MADE)


def test_a_request_without_an_answer_is_taken_over_at_once_as_the_same_operation(
    store: IdempotencyStore,
) -> None:
    store.release(claimed(store))
    assert store.claim(asked(input_="two", at=1000.0)) == Reused()
    assert store.claim(asked(operation="op-2", at=1000.0)) == Claimed("k", "op-1", 1000.0)


def test_a_clock_that_was_set_back_holds_no_claim(store: IdempotencyStore) -> None:
    claimed(store)
    assert store.claim(asked(operation="op-2", at=10.0)) == Claimed("k", "op-1", 10.0)


@pytest.mark.parametrize("answered", [True, False])
def test_a_key_is_forgotten_when_it_is_old(store: IdempotencyStore, *, answered: bool) -> None:
    first = claimed(store)
    if answered:
        store.complete(first, MADE)
    old = 1000.0 + FORGOTTEN_AFTER_S
    assert store.claim(asked(input_="two", at=old - 1)) == Reused()
    assert store.claim(asked(input_="two", operation="op-2", at=old)) == Claimed("k", "op-2", old)


def test_of_requests_at_once_one_is_carried_out(store: IdempotencyStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: store.claim(asked(operation=f"op-{n}")), range(16)))
    assert len([one for one in found if isinstance(one, Claimed)]) == 1
    assert found.count(InUse()) == 15
