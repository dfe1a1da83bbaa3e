"""Settings: unusable values are refused at the start, without showing a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.options import settings_from
from engine.errors import AuthorError


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/homes/ada")


@pytest.mark.parametrize(
    "password", ["sesame\n", "sesa\nme", "sesame\x1b[31m", " sesame", "sesame\x85", "sesame\udcff"]
)
def test_a_password_that_no_header_can_carry_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("TREADLE_PASSWORD", password)
    with pytest.raises(AuthorError) as refused:
        settings_from()
    assert refused.value.where == "TREADLE_PASSWORD"
    assert refused.value.why
    assert "sesa" not in str(refused.value)


def test_other_passwords_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for password in ("pässwörd€", "two words", "🗝", "a"):
        monkeypatch.setenv("TREADLE_PASSWORD", password)
        found = settings_from().password
        assert found is not None
        assert found.get_secret_value() == password


def test_an_empty_password_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREADLE_PASSWORD", "")
    assert settings_from().password is None


def test_a_data_folder_below_the_home_folder_is_found_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREADLE_DATA", "~/treadle")
    assert settings_from().data == Path("/homes/ada/treadle")
    assert settings_from(data=Path("~/other")).data == Path("/homes/ada/other")
    assert settings_from(data=Path("a~b/~")).data == Path("a~b/~")


def test_the_home_folder_of_an_unknown_user_is_refused() -> None:
    with pytest.raises(AuthorError) as refused:
        settings_from(data=Path("~nobody_of_that_name/x"))
    assert refused.value.where == "--data"
