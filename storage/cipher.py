"""Encryption of credentials with a key file of its own beside the database.

Without the file credentials have to be entered again, and everything else works. So a copy of the database
alone gives no secret away.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from engine.errors import AuthorError, StorageError

KEY_FILE = "treadle.key"


class Cipher:
    """Encrypts credentials' fields. The key file holds one key a line: the first encrypts, all decrypt."""

    def __init__(self, key_file: Path) -> None:
        self._key_file = key_file

    def encrypt(self, name: str, fields: Mapping[str, str]) -> bytes:
        """Encrypt fields under a credential's name; makes the key file on first use."""
        plain = orjson.dumps({"name": name, "fields": dict(fields)})
        return MultiFernet(self._keys() or self._make_key()).encrypt(plain)

    def decrypt(self, name: str, secret: bytes) -> dict[str, str]:
        """Return back what `encrypt` was given under this name; raises `AuthorError` where the key is missing.

        The name is part of what is encrypted: a secret moved to another credential's row is refused.
        """
        keys = self._keys()
        if not keys:
            raise _unreadable(name, f"The key file {self._key_file.name} is gone or empty.")
        try:
            content = orjson.loads(MultiFernet(keys).decrypt(secret))
        except InvalidToken:
            raise _unreadable(name, f"The key file {self._key_file.name} holds another key.") from None
        if content["name"] != name:
            raise _unreadable(name, "What is stored belongs to another credential.")
        return cast("dict[str, str]", content["fields"])

    def _keys(self) -> list[Fernet]:
        try:
            lines = self._key_file.read_text(encoding="ascii").split()
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise _key_file_unusable(self._key_file, str(error)) from error
        try:
            return [Fernet(line) for line in lines]
        except ValueError as error:
            raise _key_file_unusable(self._key_file, "A line of it is not a key.") from error

    def _make_key(self) -> list[Fernet]:
        """Make the key file, whole or not at all; where another process was faster its key counts."""
        half = self._key_file.with_name(f"{self._key_file.name}.{os.getpid()}.part")
        try:
            handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(Fernet.generate_key() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(half, self._key_file)
            except FileExistsError:
                pass
            finally:
                half.unlink()
        except OSError as error:
            raise _key_file_unusable(self._key_file, str(error)) from error
        return self._keys()


def _unreadable(name: str, why: str) -> AuthorError:
    return AuthorError(
        f"The credential {name!r} cannot be read any more.",
        where=f"Credential {name}",
        why=why,
        fix="Enter it again under Settings, Credentials.",
    )


def _key_file_unusable(key_file: Path, why: str) -> StorageError:
    return StorageError(
        "The key file for credentials cannot be used.",
        where=str(key_file),
        why=why,
        fix="Put the right file back, or remove it and enter the credentials again.",
    )
