"""The part of docs/reference/api.md that says what all routes have in common."""

from __future__ import annotations

from app import problem_types as types
from app.api.idempotency import HEADER, LONGEST_KEY, REPLAYED
from app.api.pagination import LARGEST_LIMIT, LIMIT
from app.reference.markdown import json_block, table
from engine.execution.idempotency import FORGOTTEN_AFTER_S, TAKEN_OVER_AFTER_S

_EXAMPLE = types.members(
    types.NOT_FOUND, detail="There is no run 7.", instance="/api/v1/runs/7", fix="`treadle runs` lists them."
)


def conventions() -> str:
    """Return the section."""
    problems = sorted(types.TYPES, key=lambda one: one.status)
    rows = [[f"`{one.uri}`", str(one.status), one.title] for one in problems]
    listed = table(["type", "status", "title"], rows)
    return "\n\n".join(
        ["## Conventions", _PROBLEMS, json_block(_EXAMPLE), _MEMBERS, listed, _KEYS, _PAGES, _TAGS]
    )


_PROBLEMS = f"""### Problems

Whatever is no success is answered with `{types.MEDIA_TYPE}`
([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), by the guard too:"""

_MEMBERS = """`type` is stable: decide by it. `detail` says what happened, `where` in which part, `why` what was
received, `fix` what to do next; those that say nothing are empty. `problems` lists all that keeps a workflow from
running. A status without a type here, which only a framework answers, is `about:blank`."""

_KEYS = f"""### Repeated requests

Every POST takes an `{HEADER}`
([draft](https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/07/)): 1 to {LONGEST_KEY} printable
ASCII characters, bare or as a quoted string. Send a new one, such as a UUID, with each new request, and the same one
when you repeat a request.

- The same key with the same method, path and body, byte by byte, is carried out once. It gets the first answer again,
  status and body, a refusal too, with `{REPLAYED}: true`. Having mended a request, send a new key.
- With anything else it is refused: 422, `{types.KEY_REUSED.uri}`.
- While the first is being worked on: 409, `{types.KEY_IN_USE.uri}`. Send it again in a moment.
- Answers of 500 and above, and 412, are not kept: the same request is then carried out.
- A key is forgotten {FORGOTTEN_AFTER_S / 3600:g} hours after its first request.

Where the server died before it could keep the answer, the key is in use for {TAKEN_OVER_AFTER_S:g} seconds; after that
the request is carried out again. A start then still gives the same run, and an edit is known by its nonce; creating,
importing and publishing may have been done already."""

_PAGES = f"""### Lists

Lists come by the page: `limit` is the number of rows, {LIMIT} without it and at most {LARGEST_LIMIT}; `cursor` is the
`next` of the page before, which is null on the last one. The `Link` header holds the next page's address
(`rel="next"`). Rows that come or go meanwhile move no others; a workflow that is edited meanwhile moves to the front. A
cursor belongs to its list and to nothing else. The events of a run come whole without a `limit`."""

_TAGS = """### Changes meanwhile

The document, export and versions of a workflow come with an `ETag`. Sent as `If-None-Match`, it spares an answer that
would be the same: 304. Sent as `If-Match` with an edit, a publication or a deletion, it makes sure that the document is
still at the revision that was read, by whichever of the three routes: 412, `/problems/precondition-failed`, where it is
not. An edit answers with the tag for the next one. `*` stands for whatever there is."""
