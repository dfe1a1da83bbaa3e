from __future__ import annotations

import json
import socket
import subprocess
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.errors import AnswerFormError, AuthorError, TargetError, TransientError, TreadleError
from engine.llm.client import OpenAIModel
from tests.fakes.openai_server import KEY, OpenAIServer, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = {
    "title": "Colour",
    "type": "object",
    "properties": {"colour": {"type": "string"}},
    "required": ["colour"],
    "additionalProperties": False,
}
RED = Reply('{"colour": "red"}')


@contextmanager
def server(*replies: Reply, refused: set[str] | None = None) -> Iterator[OpenAIServer]:
    with OpenAIServer(*replies, refused_forms=frozenset(refused or ())).running() as running:
        yield running


async def refused(reply: Reply, **fields: str) -> TreadleError:
    with server(reply) as running, pytest.raises(TreadleError) as caught:
        await OpenAIModel(running.fields(**fields)).text("hello")
    assert len(running.requests) == 1, "the engine retries, not the SDK"
    return caught.value


async def test_a_prompt_goes_out_as_chat_and_comes_back_with_what_it_cost() -> None:
    with server(Reply("  Hello there.\n")) as running:
        answer = await OpenAIModel(running.fields()).text("Hi 🎾", system="Be kind.")
    (request,) = running.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "small-1",
        "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi 🎾"}],
    }
    assert (answer.text, answer.model) == ("Hello there.", "small-1-2030")
    assert (answer.input_tokens, answer.output_tokens) == (11, 3)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([{"type": "text", "text": "Hel"}, {"type": "text", "text": "lo."}], "Hello."),
        (
            [
                {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
                {"type": "text", "text": "Hi"},
            ],
            "Hi",
        ),
        ([{"type": "output_text", "text": "Hi"}], "Hi"),
        (["Hi", " there"], "Hi there"),
        ([], ""),
        ("half \ud800", "half \ufffd"),
    ],
)
async def test_an_answer_may_come_in_parts(content: object, text: str) -> None:
    answer = {"choices": [{"message": {"content": content}}]}
    with server(Reply(raw=json.dumps(answer).encode())) as running:
        assert (await OpenAIModel(running.fields()).text("Hi")).text == text


@pytest.mark.parametrize(
    "usage", [None, "12", [], {"prompt_tokens": "12"}, {"prompt_tokens": -1, "completion_tokens": 2**70}]
)
@pytest.mark.parametrize("name", [None, "", 5, ["m"]])
async def test_what_is_no_number_of_tokens_or_name_is_not_taken_for_one(usage: object, name: object) -> None:
    answer = {"choices": [{"message": {"content": "Hi"}}], "usage": usage, "model": name}
    with server(Reply(raw=json.dumps(answer).encode())) as running:
        found = await OpenAIModel(running.fields()).text("Hi")
    assert (found.model, found.input_tokens, found.output_tokens) == ("small-1", 0, 0)


async def test_thinking_aloud_is_not_the_answer() -> None:
    with server(Reply("<think>\nHm.\n</think>\n\nBlue.")) as running:
        assert (await OpenAIModel(running.fields()).text("colour?")).text == "Blue."


async def test_nothing_of_the_environment_reaches_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-the-shell")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-the-shell")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with server() as running:
        await OpenAIModel(running.fields()).text("hello")
    assert "of-the-shell" not in str(running.requests[0].headers)


class TestStructured:
    async def test_the_schema_is_sent_and_the_object_comes_back(self) -> None:
        with server(RED) as running:
            answer = await OpenAIModel(running.fields()).structured(
                "The ball is red.", SCHEMA, system="Find it."
            )
        assert answer.value == {"colour": "red"}
        wanted = {"name": "Colour", "schema": SCHEMA, "strict": True}
        assert running.requests[0].body["response_format"] == {"type": "json_schema", "json_schema": wanted}
        assert running.requests[0].body["messages"][0]["content"] == "Find it."

    async def test_an_open_schema_is_not_called_strict(self) -> None:
        with server(RED) as running:
            await OpenAIModel(running.fields()).structured(
                "x", {"type": "object", "properties": {"colour": {}}}
            )
        assert running.requests[0].body["response_format"]["json_schema"]["strict"] is False

    async def test_a_server_without_schemas_is_asked_for_an_object_and_told_the_schema(self) -> None:
        with server(RED, refused={"json_schema"}) as running:
            model = OpenAIModel(running.fields())
            assert (await model.structured("x", SCHEMA, system="Find it.")).value == {"colour": "red"}
            await model.structured("y", SCHEMA)
        forms = [request.body["response_format"]["type"] for request in running.requests]
        assert forms == ["json_schema", "json_object", "json_object"], "what the server takes is remembered"
        told = running.requests[1].body["messages"][0]["content"]
        assert told.startswith("Find it.")
        assert '"colour":{"type":"string"}' in told

    async def test_a_server_without_any_form_is_asked_in_words(self) -> None:
        reply = Reply('Sure!\n```json\n{"colour": "red"}\n```\nAnything else?')
        with server(reply, refused={"json_schema", "json_object"}) as running:
            assert (await OpenAIModel(running.fields()).structured("x", SCHEMA)).value == {"colour": "red"}
        assert "response_format" not in running.requests[2].body

    @pytest.mark.parametrize("content", ["", "red", "[1]", '{"colour": ', None])
    async def test_an_answer_that_is_no_object_is_worth_another_try(self, content: str | None) -> None:
        with (
            server(Reply(content)) as running,
            pytest.raises(AnswerFormError, match="did not answer in the form"),
        ):
            await OpenAIModel(running.fields()).structured("x", SCHEMA)

    async def test_another_bad_request_is_not_taken_for_a_question_of_form(self) -> None:
        with server(Reply(status=400, message="temperature is off")) as running, pytest.raises(TargetError):
            await OpenAIModel(running.fields()).structured("x", SCHEMA)
        assert len(running.requests) == 1


class TestFailures:
    async def test_too_many_requests_says_when_to_come_back(self) -> None:
        error = await refused(Reply(status=429, message="Rate limit reached", headers={"retry-after": "7"}))
        assert isinstance(error, TransientError)
        assert error.retry_after == 7

    async def test_no_credit_is_not_tried_again(self) -> None:
        error = await refused(Reply(status=429, message="You exceeded your quota", code="insufficient_quota"))
        assert isinstance(error, TargetError)
        assert "credit" in error.what

    @pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 529])
    async def test_the_servers_own_trouble_passes(self, status: int) -> None:
        error = await refused(Reply(status=status, message="overloaded"))
        assert isinstance(error, TransientError)
        assert "overloaded" in error.why

    async def test_a_missing_model_is_the_targets(self) -> None:
        error = await refused(
            Reply(status=404, message="The model `small-1` does not exist", code="model_not_found")
        )
        assert isinstance(error, TargetError)
        assert "small-1" in error.what

    async def test_a_text_beyond_the_context_is_the_authors(self) -> None:
        message = "This model's maximum context length is 8192 tokens."
        error = await refused(Reply(status=400, message=message, code="context_length_exceeded"))
        assert isinstance(error, AuthorError)
        assert "Summarize" in error.fix

    async def test_a_refused_key_is_the_authors_and_is_never_repeated(self) -> None:
        wrong = "sk-wrong-8Zp4yT6nRc1"
        with server() as running, pytest.raises(AuthorError, match="refused the key") as caught:
            await OpenAIModel(running.fields(api_key=wrong)).text("hello")
        shown = "".join(traceback.format_exception(caught.value)) + caught.value.report().model_dump_json()
        assert wrong not in shown

    async def test_a_server_that_repeats_the_key_is_not_repeated(self) -> None:
        error = await refused(
            Reply(status=400, message=f"header Authorization: Bearer {KEY} and {KEY[:9]}***")
        )
        shown = "".join(traceback.format_exception(error)) + error.report().model_dump_json()
        assert KEY not in shown
        assert KEY[:9] not in shown
        assert "•••" in error.why

    async def test_an_answer_cut_off_is_no_result(self) -> None:
        with (
            server(Reply("Once upon", finish_reason="length")) as running,
            pytest.raises(TargetError, match="cut off"),
        ):
            await OpenAIModel(running.fields()).text("hello")

    @pytest.mark.parametrize(
        "reply", [Reply(None, refusal="I cannot."), Reply("", finish_reason="content_filter")]
    )
    async def test_a_refusal_is_no_result(self, reply: Reply) -> None:
        with server(reply) as running, pytest.raises(TargetError, match="refused to answer"):
            await OpenAIModel(running.fields()).text("hello")

    @pytest.mark.parametrize(
        "raw",
        [
            Reply(raw=b"<html>Welcome</html>", content_type="text/html"),
            Reply(raw=b"{}"),
            Reply(raw=b'{"choices": []}'),
        ],
    )
    async def test_a_server_that_is_no_model_is_told_from_one(self, raw: Reply) -> None:
        with server(raw) as running, pytest.raises(TargetError, match="does not answer as a model"):
            await OpenAIModel(running.fields()).text("hello")

    @pytest.mark.parametrize(
        "choices",
        [
            "abc",
            5,
            {"0": {"message": {"content": "hi"}}},
            [None],
            ["hi"],
            [{}],
            [{"message": None}],
            [{"message": "hi"}],
            [{"message": {"content": 5}}],
            [{"message": {"content": {"text": "hi"}}}],
            [{"message": {"content": [{"type": "image_url", "image_url": "x"}]}}],
            [{"message": {"content": [None, 5]}}],
        ],
    )
    async def test_choices_of_another_shape_are_no_models(self, choices: object) -> None:
        with (
            server(Reply(raw=json.dumps({"choices": choices}).encode())) as running,
            pytest.raises(TargetError, match="does not answer as a model"),
        ):
            await OpenAIModel(running.fields()).text("hello")

    @pytest.mark.parametrize("raw", [b'{"choices": [{"mess', b"[" * 100_000, b"\xff\xfe\xfa"])
    async def test_half_an_answer_is_worth_another_try(self, raw: bytes) -> None:
        with (
            server(Reply(raw=raw)) as running,
            pytest.raises(TransientError, match="cannot be read"),
        ):
            await OpenAIModel(running.fields()).text("hello")

    @pytest.mark.parametrize("refusal", [{"a": 1}, ["no"], 1, True])
    async def test_a_refusal_in_another_shape_is_one(self, refusal: object) -> None:
        message = {"content": None, "refusal": refusal}
        with (
            server(Reply(raw=json.dumps({"choices": [{"message": message}]}).encode())) as running,
            pytest.raises(TargetError, match="refused to answer"),
        ):
            await OpenAIModel(running.fields()).text("hello")

    @pytest.mark.parametrize("fields", [{"prompt": "a\ud800"}, {"system": "\ud800"}])
    async def test_half_a_character_is_not_sent(self, fields: dict[str, str]) -> None:
        with server() as running, pytest.raises(AuthorError, match="cannot be sent"):
            await OpenAIModel(running.fields()).text(**{"prompt": "x", **fields})
        assert running.requests == []

    @pytest.mark.parametrize(
        "url", ["http://[::1]x/", "http://ⓛocalhost/", "http://" + "ä" * 60 + ".example/"]
    )
    async def test_an_address_that_only_the_client_refuses_is_the_authors(self, url: str) -> None:
        with pytest.raises(AuthorError, match="base URL") as caught:
            await OpenAIModel({"model": "m", "base_url": url}).text("hello")
        assert caught.value.why

    async def test_a_redirect_does_not_carry_the_key_away(self) -> None:
        with server() as other, server(Reply(status=307, headers={"location": other.url})) as running:
            with pytest.raises(TreadleError):
                await OpenAIModel(running.fields()).text("hello")
            assert other.requests == []

    async def test_nobody_listening_passes(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as held:
            url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        with pytest.raises(TransientError, match="cannot be reached"):
            await OpenAIModel({"model": "m", "base_url": url}).text("hello")

    async def test_silence_passes(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
            with pytest.raises(TransientError, match="did not answer in time"):
                await OpenAIModel({"model": "m", "base_url": url}, timeout_s=0.1).text("hello")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"model": "m"},
        {"model": "m", "api_key": "two words"},
        {"model": "m", "api_key": "sk-äöü"},
        {"model": "m", "api_key": "sk-1\nX-Other: 1"},
        {"api_key": KEY},
        {"model": "m", "base_url": "localhost:11434/v1"},
        {"model": "m", "base_url": "http://[::1"},
        {"model": "m", "base_url": "http://h\tost/v1"},
        {"model": "m", "base_url": "http://host\0/v1"},
        {"model": "m", "base_url": "http://host/\x7f"},
        {"model": "m", "base_url": "http://two words/v1"},
        {"model": "m", "base_url": "http://me:secret@host/v1"},
        {"model": "m", "base_url": "file:///etc/passwd"},
    ],
)
def test_a_credential_that_cannot_work_says_so_before_it_is_used(fields: dict[str, str]) -> None:
    with pytest.raises(AuthorError) as caught:
        OpenAIModel(fields)
    assert caught.value.fix
    assert not {"sk-äöü", "secret"} & set(str(caught.value).split())


def test_a_key_survives_being_pasted_with_a_line_end_and_is_never_shown() -> None:
    model = OpenAIModel({"model": "m", "api_key": f"{KEY}\n"})
    assert KEY not in repr(model)


def test_importing_it_loads_no_sdk() -> None:
    code = "import sys, engine.llm.client, engine.execution.services; print(*{'openai', 'httpx2'} & set(sys.modules))"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
