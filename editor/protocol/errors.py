"""An error as a person sees it."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from editor.protocol.message import Message

if TYPE_CHECKING:
    from engine.errors import ErrorReport


class UserError(Message):
    """What a person is told of an error, in four parts."""

    what: str
    where: str
    why: str
    fix: str
    trace: Annotated[str, Field(exclude_if=operator.not_, description="Of Python, where there is one.")] = ""
    type: Annotated[str, Field(exclude_if=operator.not_, description='The class: "TargetError".')] = ""


def user_error(report: ErrorReport) -> UserError:
    """Return the parts of a report that a person sees."""
    return UserError(
        what=report.what,
        where=report.where,
        why=report.why,
        fix=report.fix,
        trace=report.trace,
        type=report.type,
    )
