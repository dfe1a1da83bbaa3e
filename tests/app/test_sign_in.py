from __future__ import annotations

import pytest
from pydantic import SecretStr

from app import sign_in
from app.sign_in import PER_S, SESSION_S, TRIES, Sessions


class Clock:
    """Stands for the time module."""

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
    first, second = sessions.sign_in("right"), sessions.sign_in("right")
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
        assert sessions.sign_in(wrong) is None
    assert not sessions.knows("")
    assert not sessions.knows("anything")


def test_a_session_ends_by_itself(clock: Clock) -> None:
    sessions = Sessions(SecretStr("right"))
    session = sessions.sign_in("right")
    assert session
    clock.now += SESSION_S - 1
    assert sessions.knows(session)
    clock.now += 2
    assert not sessions.knows(session)


def test_guessing_is_slowed_down(clock: Clock) -> None:
    sessions = Sessions(SecretStr("right"))
    for _ in range(TRIES):
        assert sessions.sign_in("wrong") is None
    assert sessions.sign_in("right") is None
    clock.now += PER_S + 1
    assert sessions.sign_in("right")


def test_guessing_by_token_is_slowed_down_too(clock: Clock) -> None:
    sessions = Sessions(SecretStr("right"))
    assert sessions.accepts("Bearer right")
    assert not sessions.accepts("Basic right")
    for _ in range(TRIES):
        assert not sessions.accepts("Bearer wrong")
    assert not sessions.accepts("Bearer right")
    clock.now += PER_S + 1
    assert sessions.accepts("bearer right")
