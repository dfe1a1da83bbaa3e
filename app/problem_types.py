"""Problem details (RFC 9457): the types of problems the server answers with, and the form of an answer.

The one table of them. It loads nothing heavy, so that the guard and the command line may know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

MEDIA_TYPE = "application/problem+json"
LONGEST_PATH = 200
"""Characters of a path that an answer repeats."""


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem. `name` is stable: programs decide by it; the title is for people."""

    name: str
    status: int
    title: str

    @property
    def uri(self) -> str:
        """Return the relative URI that answers name it by."""
        return f"/problems/{self.name}"


MALFORMED = ProblemType("malformed-request", 422, "The request does not have the form this route takes")
INVALID = ProblemType("invalid-request", 422, "The request cannot be carried out")
INVALID_VALUE = ProblemType("invalid-value", 422, "A value cannot be taken")
INVALID_WORKFLOW = ProblemType("invalid-workflow", 422, "The workflow cannot run")
KEY_REUSED = ProblemType("idempotency-key-reused", 422, "The key came with another request before")
KEY_IN_USE = ProblemType("idempotency-key-in-use", 409, "The first request with the key is under way")
EDIT_REFUSED = ProblemType("edit-refused", 409, "The change does not fit what is stored")
PRECONDITION_FAILED = ProblemType("precondition-failed", 412, "The workflow was changed meanwhile")
UNAUTHORIZED = ProblemType("unauthorized", 401, "The server asks for its password")
FORBIDDEN = ProblemType("forbidden", 403, "The request may not come from there")
TOO_MANY_TRIES = ProblemType("too-many-tries", 429, "There were too many wrong passwords")
NOT_FOUND = ProblemType("not-found", 404, "There is no such thing")
METHOD_NOT_ALLOWED = ProblemType("method-not-allowed", 405, "The route does not take this method")
TOO_LARGE = ProblemType("too-large", 413, "The request is too large")
INTERNAL = ProblemType("internal-error", 500, "Treadle made a mistake")
STORAGE = ProblemType("storage-unavailable", 503, "The database cannot be used")

TYPES = (
    MALFORMED,
    INVALID,
    INVALID_VALUE,
    INVALID_WORKFLOW,
    KEY_REUSED,
    KEY_IN_USE,
    EDIT_REFUSED,
    PRECONDITION_FAILED,
    UNAUTHORIZED,
    FORBIDDEN,
    TOO_MANY_TRIES,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    TOO_LARGE,
    INTERNAL,
    STORAGE,
)
"""Every type, as the reference lists them."""


def members(
    type_: ProblemType, *, detail: str, instance: str, where: str = "", why: str = "", fix: str = ""
) -> dict[str, Any]:
    """Return the JSON members of an answer; `instance` is the path that was asked for.

    >>> members(NOT_FOUND, detail="There is no run 7.", instance="/api/v1/runs/7")["type"]
    '/problems/not-found'
    """
    return {
        "type": type_.uri,
        "title": type_.title,
        "status": type_.status,
        "detail": detail,
        "instance": quote(instance[:LONGEST_PATH], safe="/:@!$&'()*+,;=", errors="replace"),
        "where": where,
        "why": why,
        "fix": fix,
    }
