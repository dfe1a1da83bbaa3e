"""The one HTTP client: guarded, bounded, and clear about whose fault a failure is.

No proxy, cookie or credential is taken from the environment. Addresses are checked by `engine.http.guard`,
again on each redirect; a redirect to another origin loses every header that could be a secret. The body is
counted as it is after decompression. There are no retries here: the engine retries, and its
`Idempotency-Key` is a header like any other.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Self

import anyio
import httpcore2
import httpx2
import orjson

from engine.errors import AuthorError, TargetError
from engine.http.charsets import decoded
from engine.http.guard import AllowList, GuardedBackend, GuardedTransport, Resolver, system_resolver
from engine.http.outcome import bad_status, failed, place, too_slow
from engine.values import Json
from engine.workflow.context import HttpResponse

MAX_BODY = 10 * 1024 * 1024
"""Bytes of a response body, after decompression, unless the client is given another limit."""
MAX_REDIRECTS = 5

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SEE_OTHER = 303
_LAST_PORT = 65535
_KEEPS_METHOD = frozenset({307, 308})
# The client frames the message; letting an author do it invites request smuggling.
_FRAMING = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"}
)
_SAFE_ELSEWHERE = frozenset({"accept", "accept-language", "content-type", "content-language", "user-agent"})
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_FAILURES = (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: httpx2.URL
    headers: Mapping[str, str]
    content: bytes | None


class HttpClient:
    """Makes guarded requests. One per event loop; close it with `aclose` or `async with`.

    `allowed_private_hosts` are the operator's entries, see `AllowList.parse`; `max_body` is bytes.
    """

    def __init__(
        self,
        *,
        allowed_private_hosts: frozenset[str] = frozenset(),
        max_body: int = MAX_BODY,
        resolver: Resolver = system_resolver,
    ) -> None:
        self._max_body = max_body
        backend = GuardedBackend(AllowList.parse(allowed_private_hosts), resolver=resolver)
        self._client = httpx2.AsyncClient(
            transport=GuardedTransport(backend),
            headers={"user-agent": "Treadle"},
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | Json = None,
        timeout_s: float = 30.0,
        follow_redirects: bool = True,
    ) -> HttpResponse:
        """Send one request and read its answer, all within `timeout_s` seconds.

        `body` is bytes, text, or any other JSON value but null, which means none. Raises `AuthorError` for a
        request that cannot be made or may not go there, `TargetError` for 4xx and unusable answers,
        `TransientError` for 408, 425, 429 (with `retry_after`), 5xx, time-outs and lost connections.
        """
        started = time.perf_counter()
        request = _prepared(method, url, headers or {}, body)
        try:
            with anyio.fail_after(timeout_s):
                response, content = await self._follow(request, timeout_s, follow_redirects=follow_redirects)
        except (TimeoutError, httpcore2.TimeoutException) as error:
            raise too_slow(request.url, timeout_s) from error
        except (*_FAILURES, httpx2.HTTPError) as error:
            raise failed(request.url, error) from error
        elapsed_ms = (time.perf_counter() - started) * 1000
        return _read(response, content, elapsed_ms)

    async def _follow(
        self, request: _Request, timeout_s: float, *, follow_redirects: bool
    ) -> tuple[httpx2.Response, bytes]:
        for _ in range(MAX_REDIRECTS + 1):
            sent = self._client.build_request(
                request.method,
                request.url,
                headers=[(name.encode(), value.encode("latin-1")) for name, value in request.headers.items()],
                content=request.content,
                timeout=timeout_s,
            )
            response = await self._client.send(sent, stream=True)
            try:
                if not (
                    follow_redirects and response.status_code in _REDIRECTS and "location" in response.headers
                ):
                    return response, await self._bounded_body(response)
                request = _redirected(request, response)
            finally:
                await response.aclose()
        raise TargetError(
            f"{place(request.url)} redirects without end.",
            why=f"After {MAX_REDIRECTS} redirects it still sends elsewhere.",
            fix="Open the address in a browser and use the one it ends at.",
        )

    async def _bounded_body(self, response: httpx2.Response) -> bytes:
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > self._max_body:
                raise TargetError(
                    f"{place(response.url)} sent more than can be taken.",
                    why=f"The body is larger than {self._max_body:,} bytes once decompressed.",
                    fix="Ask for less, for example one page at a time.",
                    details={"host": response.url.host, "status": response.status_code},
                )
        return bytes(content)


def _prepared(method: str, url: str, headers: Mapping[str, str], body: bytes | Json) -> _Request:
    verb = method.strip().upper()
    if verb not in _METHODS:
        fix = f"Use one of {', '.join(sorted(_METHODS))}."
        raise AuthorError(
            f"There is no method “{method[:20]}”.", where="method", why="It is not allowed.", fix=fix
        )
    content, kind = _content(body)
    checked = _checked_headers(headers)
    if kind and "content-type" not in checked:
        checked["content-type"] = kind
    return _Request(verb, _checked_url(url.strip()), checked, content)


def _content(body: bytes | Json) -> tuple[bytes | None, str]:
    match body:
        case None:
            return None, ""
        case bytes():
            return body, "application/octet-stream"
        case str():
            return body.encode("utf-8", "replace"), "text/plain; charset=utf-8"
        case _:
            try:
                return orjson.dumps(body), "application/json"
            except TypeError as error:
                fix = "Give text, bytes or a JSON value."
                raise AuthorError(
                    "The body cannot be sent.", where="body", why=str(error), fix=fix
                ) from error


def _checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    checked: dict[str, str] = {}
    for name, value in headers.items():
        text = value.strip()
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _FRAMING:
            fix = "Leave it out; the client writes it itself." if name.lower() in _FRAMING else "Rename it."
            raise AuthorError(
                f"The header “{name[:60]}” cannot be set.", where="headers", why="Not allowed.", fix=fix
            )
        if not _HEADER_VALUE.fullmatch(text):
            why = "It has a line break or a character headers cannot carry."
            raise AuthorError(
                f"The value of the header “{name}” cannot be sent.",
                where="headers",
                why=why,
                fix="Remove it.",
            )
        checked[name.lower()] = text
    return checked


def _checked_url(url: str | httpx2.URL) -> httpx2.URL:
    fix = "Write a full address, like https://example.com/path."
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, UnicodeEncodeError) as error:
        raise AuthorError("The address cannot be read.", where="url", why=str(error), fix=fix) from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        why = f"It begins with “{parsed.scheme}:”." if parsed.scheme else "It names no host."
        raise AuthorError("The address must begin with http:// or https://.", where="url", why=why, fix=fix)
    if "%" in parsed.host or parsed.port == 0 or (parsed.port or 1) > _LAST_PORT:
        raise AuthorError(
            "The address cannot be read.", where="url", why="Its host or port is wrong.", fix=fix
        )
    if parsed.userinfo:
        raise AuthorError(
            "The address holds a user name or password.",
            where="url",
            why="Addresses are shown in logs and errors.",
            fix="Put it into a credential and choose that in the node.",
        )
    return parsed


def _redirected(request: _Request, response: httpx2.Response) -> _Request:
    """Return the request that follows a redirect; to another origin only harmless headers go along."""
    try:
        target = request.url.join(response.headers["location"])
    except httpx2.InvalidURL as error:
        raise TargetError(
            f"{place(request.url)} redirects to an address that cannot be read.",
            why=str(error),
            fix="Ask whoever runs the target.",
        ) from error
    url = _checked_url(target)
    headers = request.headers
    if (url.scheme, url.host, _port(url)) != (request.url.scheme, request.url.host, _port(request.url)):
        headers = {name: value for name, value in headers.items() if name in _SAFE_ELSEWHERE}
    status = response.status_code
    if status in _KEEPS_METHOD or request.method in ("GET", "HEAD"):
        return _Request(request.method, url, headers, request.content)
    if request.method != "POST" and status != _SEE_OTHER:
        return _Request(request.method, url, headers, request.content)
    headers = {name: value for name, value in headers.items() if not name.startswith("content-")}
    return _Request("GET", url, headers, None)


def _port(url: httpx2.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _read(response: httpx2.Response, content: bytes, elapsed_ms: float) -> HttpResponse:
    text = decoded(content, response.charset_encoding)
    if response.is_error:
        raise bad_status(response, text)
    return HttpResponse(
        status=response.status_code,
        headers=dict(response.headers),
        body=content,
        body_text=text,
        body_json=_parsed(response, content),
        url=str(response.url),
        elapsed_ms=elapsed_ms,
    )


def _parsed(response: httpx2.Response, content: bytes) -> Json:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        return None
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
