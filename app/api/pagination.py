"""Lists by the page: `?limit=` and `?cursor=` in, `next` and a `Link` header out.

A cursor names the last row of a page by what the list is sorted by, so rows that come or go between two pages move
nothing. It is opaque to callers: take it from `next`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar, cast
from urllib.parse import quote, urlencode

import orjson
from fastapi import Query, Request, Response

from app.api.problems import MalformedError
from engine.ids import LARGEST

LIMIT, LARGEST_LIMIT = 50, 200
LONGEST_CURSOR = 500
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Rows of a page.")]
LimitOrAll = Annotated[
    int | None, Query(ge=1, le=LARGEST_LIMIT, description="Rows of a page; without it, all that there are.")
]
Cursor = Annotated[str | None, Query(description="The `next` of the page before.")]
Place = tuple[int | float | str, ...]
Row = TypeVar("Row")


class Paging:
    """The page that is asked for; a dependency: `paging: Annotated[Paging, Depends()]`."""

    def __init__(
        self, request: Request, response: Response, limit: Limit = LIMIT, cursor: Cursor = None
    ) -> None:
        self._request, self._response = request, response
        self._limit, self._cursor = limit, cursor

    @property
    def fetch(self) -> int:
        """Return how many rows to read: one more than the page has, which tells whether there is another."""
        return self._limit + 1

    def after(self, name: str, *shape: type) -> tuple[Any, ...] | None:
        """Return the place of the last row of the page before, of the given types; None for the first page.

        Raises `MalformedError` for what is no cursor of the list `name`.
        """
        return None if self._cursor is None else place_of(self._cursor, name, *shape)

    def page(
        self,
        name: str,
        rows: Sequence[Row],
        *,
        show: Callable[[Row], dict[str, Any]],
        place: Callable[[Row], Place],
    ) -> dict[str, Any]:
        """Return the answer: the rows under their name, and `next`. `rows` are as many as `fetch` says, or fewer."""
        shown = rows[: self._limit]
        after = cursor(name, *place(shown[-1])) if len(rows) > len(shown) else None
        if after is not None:
            asked = [
                (key, value) for key, value in self._request.query_params.multi_items() if key != "cursor"
            ]
            link = f"{quote(self._request.scope['path'])}?{urlencode([*asked, ('cursor', after)])}"
            self._response.headers["Link"] = f'<{link}>; rel="next"'
        return {name: [show(row) for row in shown], "next": after}


class PagingOrAll(Paging):
    """A page where one is asked for by `limit`, else the whole list."""

    def __init__(
        self, request: Request, response: Response, limit: LimitOrAll = None, cursor: Cursor = None
    ) -> None:
        super().__init__(request, response, LARGEST - 1 if limit is None else limit, cursor)


def cursor(name: str, *place: float | str) -> str:
    """Return the cursor of a row of a list.

    >>> cursor("runs", 7)
    'WyJydW5zIiw3XQ'
    """
    return base64.urlsafe_b64encode(orjson.dumps([name, *place])).decode().rstrip("=")


def place_of(given: str, name: str, *shape: type) -> tuple[Any, ...]:
    """Return what a cursor holds; raises `MalformedError` for one that is none, or another list's.

    >>> place_of("WyJydW5zIiw3XQ", "runs", int)
    (7,)
    """
    try:
        if len(given) > LONGEST_CURSOR:
            raise ValueError  # noqa: TRY301 - one refusal for all
        held: Any = orjson.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        place = tuple(cast("list[Any]", held)[1:]) if isinstance(held, list) else ()
        # Base64 passes over what is not of its alphabet: only what was given out is taken.
        if tuple(map(type, place)) == shape and all(map(_fits, place)) and cursor(name, *place) == given:
            return place
    except (ValueError, TypeError):  # no ASCII, no base64, no JSON, half a character
        pass
    raise MalformedError(
        "The cursor is none of this list.",
        where="query.cursor",
        why=f"got {given[:60]!a}",
        fix="Take it from `next` of the page before, or leave it out for the first page.",
    )


def _fits(value: float | str) -> bool:
    return not isinstance(value, int) or 0 <= value <= LARGEST
