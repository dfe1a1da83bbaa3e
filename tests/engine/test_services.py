from collections.abc import Mapping

import pytest

from engine.errors import AuthorError
from engine.http import HttpClient
from engine.services import LiveServices
from tests.fakes.openai_server import OpenAIServer, Reply


def no_client() -> HttpClient:
    raise AssertionError("no request is made here")


def services(*found: tuple[str, str, Mapping[str, str]]) -> LiveServices:
    def lookup(type_: str, name: str | None) -> Mapping[str, str] | None:
        fitting = [fields for kind, known, fields in found if kind == type_ and name in (None, known)]
        return fitting[0] if len(fitting) == 1 else None

    return LiveServices(lookup, no_client)


def test_without_a_credential_there_is_no_model_and_no_secret() -> None:
    outside = services(("http", "shop", {"token": "t"}))
    assert outside.model(None) is None
    assert outside.secret("http", "gone") is None
    assert outside.secret("http", "shop") == {"token": "t"}


async def test_the_model_is_the_credentials_and_remembers_what_its_server_takes() -> None:
    reply = Reply('{"a": 1}')
    with OpenAIServer(reply, refused_forms=frozenset({"json_schema"})).running() as server:
        outside = services(("openai", "team", server.fields()))
        for name in (None, "team"):
            model = outside.model(name)
            assert model is not None
            assert (await model.structured("x", {"type": "object"})).value == {"a": 1}
    assert len(server.requests) == 3, "the refused form is not tried a second time"


def test_a_changed_credential_counts_at_once() -> None:
    fields = {"model": "one", "base_url": "http://127.0.0.1:9/v1"}
    outside = services(("openai", "team", fields))
    before = outside.model(None)
    fields["model"] = "two"
    after = outside.model(None)
    assert before is not after
    assert "two" in repr(after)


def test_a_credential_that_makes_no_model_says_so() -> None:
    with pytest.raises(AuthorError):
        services(("openai", "team", {"api_key": "k"})).model("team")


async def test_the_http_client_is_made_once_and_closed() -> None:
    made: list[HttpClient] = []

    def make() -> HttpClient:
        made.append(HttpClient())
        return made[-1]

    outside = LiveServices(lambda _type, _name: None, make)
    await outside.aclose()
    assert made == []
    assert outside.http is outside.http
    await outside.aclose()
    assert len(made) == 1
