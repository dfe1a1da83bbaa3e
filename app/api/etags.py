"""ETags of workflows: what was read is not sent again unchanged, and what was changed meanwhile is not overwritten.

A tag is `"STATE.DIGEST"`: the state is the document's revision and its creation, which tells it from a later one of the
same id; the digest is of the body, which also says what no revision counts, such as the last run. `If-None-Match`
compares whole tags, `If-Match` the state: the tag of any of a workflow's routes will do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import Header, Response

from app.api.problems import MalformedError, PreconditionFailedError
from app.workspace.documents import OpenDocument

IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="The ETag of what you have: 304 where it still is that."),
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag of what you read: 412 where it was changed since."),
]
_TAG = re.compile(r'(W/)?"([!#-~\x80-\xff]*)"')
_LIST = re.compile(rf"[ \t,]*{_TAG.pattern}(?:[ \t]*,(?:[ \t]*{_TAG.pattern})?)*[ \t]*")


def tagged(
    opened: OpenDocument, body: bytes, if_none_match: str | None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a workflow's JSON with its tag, or 304 without a body where the caller has it."""
    digest = hashlib.sha256(body).hexdigest()[:16]
    tag = f"{state_of(opened)}.{digest}"
    told = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    if if_none_match is not None and (if_none_match.strip() == "*" or tag in _opaque(if_none_match)):
        return Response(status_code=304, headers=told)
    return Response(body, media_type="application/json", headers={**(headers or {}), **told})


def state_of(opened: OpenDocument) -> str:
    """Return the part of a tag that changes with the document, which `If-Match` compares."""
    return f"{opened.revision}-{round(opened.created_at * 1_000_000):x}"


def require(opened: OpenDocument, if_match: str | None) -> None:
    """See that a change is meant for the present state; raises `PreconditionFailedError` where it is not.

    Raises `MalformedError` for what is neither `*` nor a list of tags.
    """
    if if_match is None or if_match.strip() == "*":
        return
    if not _LIST.fullmatch(if_match):
        raise MalformedError(
            "The If-Match header holds no ETag.",
            where="header.If-Match",
            why=f"got {if_match[:60]!a}",
            fix="Send the ETag as it was given, in its quotes, or * for whatever there is.",
        )
    states = {tag.partition(".")[0] for tag in _opaque(if_match, strong=True)}
    if state_of(opened) not in states:
        raise PreconditionFailedError(
            "The workflow was changed since it was read.",
            where=opened.id,
            why=f"it is at revision {opened.revision}",
            fix="Read it again, then make the change with its new ETag.",
        )


def _opaque(header: str, *, strong: bool = False) -> set[str]:
    """Return the tags of a header without their quotes; weak ones are none where a strong comparison is asked for."""
    return {opaque for weak, opaque in _TAG.findall(header) if not (weak and strong)}
