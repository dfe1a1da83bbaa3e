"""Settings: from the environment (`TREADLE_…`) or the command line, each with a default."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_DATA = Path("data")


class Settings(BaseSettings):
    """All settings. The reference page is made from this class."""

    model_config = SettingsConfigDict(env_prefix="TREADLE_", extra="ignore", frozen=True)

    data: Annotated[Path, Field(description="Folder of the database, the queue and the key file.")] = (
        DEFAULT_DATA
    )
    host: Annotated[
        str, Field(description="Address to listen on. Anything but loopback needs a password.")
    ] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port of the web server; 0 picks a free one.")] = (
        8420
    )
    password: Annotated[
        SecretStr | None, Field(description="When set, and not empty, every page and route asks for it.")
    ] = None
    workers: Annotated[
        int, Field(ge=1, le=64, description="Processes for sync steps; async steps share one process.")
    ] = max(1, min(4, (os.cpu_count() or 2)))
    synchronous: Annotated[
        Literal["FULL", "NORMAL"],
        Field(
            description=(
                "FULL: what was acted on or acknowledged is on the disk first, so a power cut undoes none of it. "
                "NORMAL: faster, and a power cut may undo the last moments."
            )
        ),
    ] = "FULL"
    lease_s: Annotated[
        float, Field(gt=0, le=3600, description="A worker silent for this many seconds is taken for dead.")
    ] = 6.0
    value_limit_mb: Annotated[
        int, Field(ge=1, le=1024, description="Largest value that may travel along an edge, in MB of JSON.")
    ] = 64
    allowed_hosts: Annotated[
        str,
        Field(
            description="Private hosts that workflows may call, separated by commas: `localhost:9000,10.0.0.5`."
        ),
    ] = ""
    public_hosts: Annotated[
        str,
        Field(description="Further host names under which this server may be reached, separated by commas."),
    ] = ""
    plugins: Annotated[
        str,
        Field(
            description="Python modules of installed packages that declare further node kinds, separated by commas."
        ),
    ] = ""
    event_poll_s: Annotated[
        float,
        Field(
            ge=0, le=60, description="Slow poll behind the live event stream's wake-up; 0 switches it off."
        ),
    ] = 1.0

    @field_validator("data")
    @classmethod
    def _expand_user(cls, data: Path) -> Path:
        """Expand `~`: not every shell does so in `--data=~/treadle`, and make passes it on as it is."""
        try:
            return data.expanduser()
        except RuntimeError as error:
            raise ValueError(str(error)) from error

    @field_validator("password")
    @classmethod
    def _check_password(cls, password: SecretStr | None) -> SecretStr | None:
        """Return None for an empty password; refuse one that a header cannot carry unchanged."""
        text = password.get_secret_value() if password is not None else ""
        if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
            raise ValueError("a password is UTF-8 without line breaks and other control characters")
        if text != text.strip():
            raise ValueError("a password neither begins nor ends with a space")
        return password if text else None

    @property
    def private_hosts(self) -> frozenset[str]:
        """The allowed private hosts as a set."""
        return frozenset(part.strip() for part in self.allowed_hosts.split(",") if part.strip())

    @property
    def plugin_modules(self) -> tuple[str, ...]:
        """The modules of further node kinds."""
        return tuple(part.strip() for part in self.plugins.split(",") if part.strip())

    @property
    def value_limit(self) -> int:
        """The value limit in bytes."""
        return self.value_limit_mb * 1024 * 1024
