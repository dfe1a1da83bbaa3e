from collections.abc import Mapping

import pytest

from engine.errors import AuthorError, TargetError
from engine.execution.services import WorkerServices
from tests.fakes.openai_server import OpenAIServer, Reply


def services(*found: tuple[str, str, Mapping[str, str]]) -> WorkerServices:
    def lookup(type_: str, name: str | None) -> Mapping[str, str] | None:
        fitting = [fields for kind, known, fields in found if kind == type_ and name in (None, known)]
        return fitting[0] if len(fitting) == 1 else None

    return WorkerServices(lookup)


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


async def test_the_http_client_is_made_once_guarded_and_closed() -> None:
    outside = WorkerServices(lambda _type, _name: None)
    await outside.aclose()
    client = outside.http
    assert outside.http is client
    with pytest.raises(AuthorError):
        await client.request("GET", "http://127.0.0.1:9/")
    await outside.aclose()
    assert outside.http is not client
    await outside.aclose()


async def test_the_operators_private_hosts_are_let_through() -> None:
    with OpenAIServer().running() as server:
        outside = WorkerServices(lambda _type, _name: None, frozenset({"127.0.0.1"}))
        with pytest.raises(TargetError, match="401"):
            await outside.http.request("POST", f"{server.url}/chat/completions", body={"model": "m"})
        await outside.aclose()
    assert len(server.requests) == 1
