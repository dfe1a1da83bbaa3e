"""One error tree, split by whose fault it is.

Every error a person may see has four parts: *what* happened in plain words, *where* (node, field), *why* (the
value received) and *fix* (what to do next). Errors carry data, not only text. The split by fault follows
dramatiq's `dramatiq/errors.py`; the scheduler asks only `permanent`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from pydantic import BaseModel, ConfigDict, field_validator

DEEPEST_DETAIL = 20
INT_BITS = 64


def _text(value: object) -> str:
    r"""Write half characters (a file name that is no UTF-8) as escapes: `'caf\udce9'`."""
    text = str(value)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _storable(  # noqa: PLR0911 - one arm per JSON type
    value: object, levels: int = DEEPEST_DETAIL
) -> Any:  # noqa: ANN401 - JSON
    """Bring anything into strict JSON; what is nested too deeply is left out."""
    match value:
        case None | bool():
            return value
        case int():
            return value if value.bit_length() < INT_BITS else hex(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case Mapping() | list() | tuple() | set() | frozenset() if not levels:
            return "…"
        case Mapping():
            items = cast("Mapping[object, object]", value).items()
            return {_text(key): _storable(item, levels - 1) for key, item in items}
        case list() | tuple() | set() | frozenset():
            return [_storable(item, levels - 1) for item in cast("Iterable[object]", value)]
        case _:
            return _text(value)


class ErrorReport(BaseModel):
    """An error as it is stored in events and shown in panes; whatever it is made of, it becomes strict JSON."""

    model_config = ConfigDict(frozen=True)

    type: str
    what: str
    where: str = ""
    why: str = ""
    fix: str = ""
    permanent: bool = False
    retry_after: float | None = None
    trace: str = ""
    details: dict[str, Any] = {}

    _texts = field_validator("type", "what", "where", "why", "fix", "trace", mode="before")(_text)
    _details = field_validator("details", mode="before")(_storable)

    @field_validator("retry_after")
    @classmethod
    def _finite(cls, seconds: float | None) -> float | None:
        return seconds if seconds is None or math.isfinite(seconds) else None


class TreadleError(Exception):
    """Root of the tree. `permanent` errors are not retried."""

    permanent: ClassVar[bool] = True

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        why: str = "",
        fix: str = "",
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.fix = fix
        self.details = details or {}

    def __str__(self) -> str:
        parts = [self.what, self.where and f"Where: {self.where}", self.why and f"Why: {self.why}"]
        return "\n".join([part for part in parts if part] + ([f"Fix: {self.fix}"] if self.fix else []))

    def report(self, *, where: str = "", trace: str = "") -> ErrorReport:
        """Return the storable form; `where` fills in a place the raiser could not know."""
        return ErrorReport(
            type=type(self).__name__,
            what=self.what,
            where=self.where or where,
            why=self.why,
            fix=self.fix,
            permanent=self.permanent,
            retry_after=getattr(self, "retry_after", None),
            trace=str(self.details.get("trace") or trace),
            details={key: value for key, value in self.details.items() if key != "trace"},
        )


class AuthorError(TreadleError):
    """The workflow's author can mend it: wrong config, missing field, bad template."""


class ValueRefusedError(AuthorError):
    """A value is not strict JSON, is too large, or does not fit a port."""


class EditRefusedError(AuthorError):
    """An edit does not fit the document; nothing was changed."""


class TargetError(TreadleError):
    """The node's target refused for good (an HTTP 4xx, a model that does not exist)."""


class TransientError(TreadleError):
    """Worth another try: time-outs, 5xx, 429, lost connections. `retry_after` is in seconds."""

    permanent: ClassVar[bool] = False

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        why: str = "",
        fix: str = "",
        details: dict[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(what, where=where, why=why, fix=fix, details=details)
        self.retry_after = retry_after


class AnswerFormError(TransientError):
    """A model answered, but not in the form that was asked for; asked again and told so, it may."""


class StepTimeoutError(TransientError):
    """An attempt took longer than its limit."""


class EngineError(TreadleError):
    """Ours: a broken promise inside Treadle. Never the user's fault."""


class IllegalTransitionError(EngineError):
    """An event does not fit the state it met; the history would be false."""


class StaleFenceError(EngineError):
    """A worker's result came after its lease was taken over; it was not recorded."""


class NotFoundError(TreadleError):
    """No such workflow, run, step, version or credential."""


class StorageError(EngineError):
    """The database cannot be used: newer schema, locked for too long, damaged, full."""


class UnsyncedError(StorageError):
    """What was committed stands, but the disk does not confirm it. Repeating it would do it twice."""
