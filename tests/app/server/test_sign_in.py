from __future__ import annotations

import pytest
from pydantic import SecretStr

from app.server import sign_in
from app.server.sign_in import MAX_ADDRESSES, MAX_ATTEMPTS, SESSION_S, WINDOW_S, FailedAttempts, Sessions

HERE, THERE = "192.0.2.1", "192.0.2.2"


class Clock:
    """A fake of the time module."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(sign_in, "time", found)
    return found


def test_the_right_password_gives_a_session_of_its_own(clock: Clock) -> None:
    sessions = Sessions(SecretStr("right"))
    first, second = sessions.sign_in("right", HERE), sessions.sign_in("right", HERE)
    assert first
    assert second
    assert first != second
    assert sessions.knows(first)
    sessions.sign_out(first)
    assert not sessions.knows(first)
    assert sessions.knows(second)


def test_a_wrong_password_gives_none(clock: Clock) -> None:
    sessions = Sessions(SecretStr("right"))
    for wrong in ("", "Right", "right ", "rightx", "é"):
        assert sessions.sign_in(wrong, HERE) is None
    assert not sessions.knows("")
    assert not sessions.knows("anything")


def test_a_session_ends_by_itself(clock: Clock) -> None:
    sessions = Sessions(SecretStr("right"))
    session = sessions.sign_in("right", HERE)
    assert session
    clock.now += SESSION_S - 1
    assert sessions.knows(session)
    clock.now += 2
    assert not sessions.knows(session)


def test_wrong_passwords_are_limited(clock: Clock) -> None:
    sessions = Sessions(SecretStr("right"))
    for _ in range(MAX_ATTEMPTS):
        assert sessions.sign_in("wrong", HERE) is None
    assert sessions.sign_in("right", HERE) is None
    clock.now += WINDOW_S + 1
    assert sessions.sign_in("right", HERE)


def test_wrong_tokens_are_limited(clock: Clock) -> None:
    sessions = Sessions(SecretStr("right"))
    assert sessions.accepts(b"Bearer right", HERE)
    assert not sessions.accepts(b"Basic right", HERE)
    for _ in range(MAX_ATTEMPTS):
        assert not sessions.accepts(b"Bearer wrong", HERE)
    assert not sessions.accepts(b"Bearer right", HERE)
    clock.now += WINDOW_S + 1
    assert sessions.accepts(b"bearer right", HERE)


def test_a_token_is_the_password_in_utf_8(clock: Clock) -> None:
    sessions = Sessions(SecretStr("pässwörd€"))
    assert sessions.accepts("Bearer pässwörd€".encode(), HERE)
    assert not sessions.accepts("Bearer pässwörd".encode("latin-1"), HERE)


def test_the_limit_is_per_address(clock: Clock) -> None:
    sessions = Sessions(SecretStr("right"))
    for _ in range(MAX_ATTEMPTS + 5):
        assert sessions.sign_in("wrong", THERE) is None
        assert not sessions.accepts(b"Bearer wrong", THERE)
    assert sessions.signing_in.wait_s(THERE) == WINDOW_S
    assert sessions.signing_in.wait_s(HERE) == 0
    assert sessions.sign_in("right", HERE)
    assert sessions.accepts(b"Bearer right", HERE)


def test_the_wait_grows_shorter(clock: Clock) -> None:
    attempts = FailedAttempts()
    for _ in range(MAX_ATTEMPTS):
        assert attempts.wait_s(HERE) == 0
        attempts.count(HERE)
        clock.now += 1
    assert attempts.wait_s(HERE) == WINDOW_S - MAX_ATTEMPTS
    clock.now += WINDOW_S - MAX_ATTEMPTS
    assert attempts.wait_s(HERE) == 0
    attempts.count(HERE)
    assert attempts.wait_s(HERE) == 1


def test_addresses_of_one_ipv6_network_are_limited_together(clock: Clock) -> None:
    attempts = FailedAttempts()
    for number in range(MAX_ATTEMPTS):
        attempts.count(f"2001:db8::{number + 1}")
    assert attempts.wait_s("2001:db8::ffff") > 0
    assert attempts.wait_s("2001:db8:0:1::1") == 0


def test_only_the_latest_addresses_are_remembered(clock: Clock) -> None:
    attempts = FailedAttempts()
    for _ in range(MAX_ATTEMPTS):
        attempts.count(HERE)
    for number in range(MAX_ADDRESSES - 1):
        attempts.count(f"10.0.{number // 256}.{number % 256}")
    assert attempts.wait_s(HERE) > 0
    attempts.count(HERE)
    attempts.count(THERE)
    assert attempts.wait_s(HERE) > 0
    for number in range(MAX_ADDRESSES):
        attempts.count(f"10.1.{number // 256}.{number % 256}")
    assert attempts.wait_s(HERE) == 0
