"""Secrets are in no file; credentials with missing, other and rotated keys."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from engine.errors import AuthorError, StorageError
from storage.cipher import KEY_FILE, Cipher
from storage.sqlite.credentials import SqliteCredentialStore
from storage.sqlite.database import Database

CANARY = "canary-7f3e91c2d4-secret"
HARMLESS = "harmless-name-in-plain-sight"


@pytest.fixture
def credentials(database: Database) -> SqliteCredentialStore:
    return SqliteCredentialStore(database)


def found_in(folder: Path, text: bytes) -> list[str]:
    return [path.name for path in sorted(folder.iterdir()) if text in path.read_bytes()]


def test_a_secret_is_in_no_file(
    database: Database, credentials: SqliteCredentialStore, tmp_path: Path
) -> None:
    fields = {"api_key": CANARY, "base_url": f"https://u:{CANARY}@host.example/{CANARY}?k={CANARY}"}
    credentials.put(HARMLESS, "openai", fields, 1.0)
    credentials.put(HARMLESS, "openai", {**fields, "extra": "1"}, 2.0)
    encoded = base64.b64encode(CANARY.encode()).rstrip(b"=")[:-1]
    for _ in ("in the log", "in the file"):
        assert found_in(tmp_path, HARMLESS.encode())
        for canary in (CANARY.encode(), encoded, CANARY.encode().hex().encode()):
            assert found_in(tmp_path, canary) == []
        database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    credentials.delete(HARMLESS)
    assert found_in(tmp_path, CANARY.encode()) == []
    assert CANARY not in repr(credentials.all())


def test_the_key_is_made_on_first_use_and_for_its_owner_only(
    credentials: SqliteCredentialStore, tmp_path: Path
) -> None:
    key = tmp_path / KEY_FILE
    assert credentials.all() == []
    assert not key.exists()
    credentials.put("a", "t", {"k": "v"}, 1.0)
    assert key.stat().st_mode & 0o777 == 0o600
    made = key.read_bytes()
    credentials.put("b", "t", {"k": "v"}, 1.0)
    assert key.read_bytes() == made
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_without_the_key_a_credential_has_to_be_entered_again(
    credentials: SqliteCredentialStore, tmp_path: Path
) -> None:
    credentials.put("mail", "smtp", {"k": "v"}, 1.0)
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(AuthorError, match="cannot be read") as refused:
        credentials.fields("mail")
    assert "Enter it again" in refused.value.fix
    assert [row.name for row in credentials.all()] == ["mail"]
    credentials.put("mail", "smtp", {"k": "again"}, 2.0)
    assert credentials.fields("mail") == {"k": "again"}


def test_another_key_is_distinguished_from_a_missing_one(
    credentials: SqliteCredentialStore, tmp_path: Path
) -> None:
    credentials.put("mail", "smtp", {"k": "v"}, 1.0)
    (tmp_path / KEY_FILE).write_bytes(Fernet.generate_key())
    with pytest.raises(AuthorError) as refused:
        credentials.fields("mail")
    assert "another key" in refused.value.why


def test_a_second_key_first_in_the_file_rotates(credentials: SqliteCredentialStore, tmp_path: Path) -> None:
    key = tmp_path / KEY_FILE
    credentials.put("mail", "smtp", {"k": "v"}, 1.0)
    key.write_bytes(Fernet.generate_key() + b"\n" + key.read_bytes())
    credentials.put("new", "smtp", {"k": "w"}, 1.0)
    assert (credentials.fields("mail"), credentials.fields("new")) == ({"k": "v"}, {"k": "w"})


def test_a_secret_moved_to_another_credential_is_refused(
    database: Database, credentials: SqliteCredentialStore
) -> None:
    credentials.put("mine", "t", {"k": "v"}, 1.0)
    credentials.put("theirs", "t", {"k": "w"}, 1.0)
    database.connection().execute(
        "UPDATE credential SET secret = (SELECT secret FROM credential WHERE name = 'mine') WHERE name = 'theirs'"
    )
    with pytest.raises(AuthorError) as refused:
        credentials.fields("theirs")
    assert "another credential" in refused.value.why


def test_a_broken_key_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("not a key")
    with pytest.raises(StorageError, match="key file"):
        Cipher(tmp_path / KEY_FILE).encrypt("a", {})


def test_two_processes_that_make_the_key_at_once_use_the_same(tmp_path: Path) -> None:
    one, two = Cipher(tmp_path / KEY_FILE), Cipher(tmp_path / KEY_FILE)
    secrets = [cipher._make_key()[0].encrypt(b"x") for cipher in (one, two)]
    key = Fernet((tmp_path / KEY_FILE).read_bytes().strip())
    assert [key.decrypt(secret) for secret in secrets] == [b"x", b"x"]
