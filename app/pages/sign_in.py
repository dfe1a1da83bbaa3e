"""The sign-in page, if a password is set."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.server.sign_in import COOKIE, SESSION_S
from app.server.web import Web

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in · Treadle</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/assets/fonts/inter.css"><link rel="stylesheet" href="/assets/theme.css">
<link rel="stylesheet" href="/assets/pages.css"></head><body><main class="treadle sign-in">
<form method="post" action="/sign-in"><img src="/assets/favicon.svg" alt=""><h1>Treadle</h1>
<label class="label" for="password">Password</label>
<input class="input" id="password" name="password" type="password" autocomplete="current-password" autofocus required>
{wrong}<button class="btn primary" type="submit">Sign in</button></form></main></body></html>"""
ERROR = '<p class="hint wrong" role="alert">{}</p>'


def add_sign_in(app: FastAPI, web: Web) -> None:
    """Add `/sign-in` and `/sign-out`; without a password both redirect to the home page."""
    sessions = web.sessions

    @app.get("/sign-in", include_in_schema=False)
    async def page() -> Response:
        return HTMLResponse(PAGE.format(wrong="")) if sessions else RedirectResponse("/", 303)

    @app.post("/sign-in", include_in_schema=False)
    async def sign_in(password: Annotated[str, Form()], request: Request) -> Response:
        if sessions is None:
            return RedirectResponse("/", 303)
        address = request.client.host if request.client else ""
        wait = sessions.signing_in.wait_s(address)
        if wait:
            error = ERROR.format(f"Too many tries, wait {wait} s. Until then no password is read.")
            return HTMLResponse(PAGE.format(wrong=error), 429, {"Retry-After": str(wait)})
        session = sessions.sign_in(password, address)
        if session is None:
            return HTMLResponse(PAGE.format(wrong=ERROR.format("That is not the password. Try again.")), 403)
        answer = RedirectResponse("/", 303)
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, session, max_age=SESSION_S, httponly=True, samesite="strict", secure=secure)
        return answer

    @app.get("/sign-out", include_in_schema=False)
    async def sign_out(request: Request) -> Response:
        if sessions is not None:
            sessions.sign_out(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE)
        return answer
