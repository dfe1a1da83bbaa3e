"""Reading what a model's server answered: servers differ more than the SDK's types say, so nothing is trusted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

import orjson

from engine.errors import AnswerFormError, TargetError, TransientError
from engine.values import INT64
from engine.workflow.context import ModelAnswer

if TYPE_CHECKING:
    from engine.errors import TreadleError
    from engine.values import Json

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)
_NOT_SAID = "a content filter stopped it, or it did not say why"
_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)\n?\s*```", re.DOTALL)


def read_answer(raw: bytes, content_type: str, *, host: str, model: str) -> ModelAnswer:
    """Read the body of a chat completion, asked of `model` at `host`.

    Raises `TargetError` for an answer that was refused or cut off or is not a model's, `TransientError` for one
    that arrived broken.
    """
    said = _parsed(raw, content_type, host)
    choice = _first_choice(said, host)
    message = choice["message"]
    text = _THOUGHT.sub("", _text(message.get("content"), host))
    if problem := _unfinished(choice.get("finish_reason"), message.get("refusal"), text, model):
        raise problem
    usage, name = said.get("usage"), said.get("model")
    return ModelAnswer(
        text=text.strip(),
        model=_whole(name) if name and isinstance(name, str) else model,
        input_tokens=_count(usage, "prompt_tokens"),
        output_tokens=_count(usage, "completion_tokens"),
    )


def object_in(text: str, model: str) -> dict[str, Json]:
    """Return the JSON object a model answered with, be it fenced or among words; raises `AnswerFormError`."""
    fenced = _FENCE.search(text)
    braces = text[text.find("{") : text.rfind("}") + 1]
    for candidate in (text, fenced.group(1) if fenced else "", braces):
        try:
            value = orjson.loads(candidate)
        except orjson.JSONDecodeError:
            continue
        if isinstance(value, dict):
            return cast("dict[str, Json]", value)
    raise AnswerFormError(
        f"{model} did not answer in the form that was asked for.",
        why=f"a JSON object was wanted; it began: {text[:120]!r}",
        fix="Try again, or use a model that can give structured answers.",
    )


def _parsed(raw: bytes, content_type: str, host: str) -> Json:
    try:
        return json.loads(raw)  # not orjson, which refuses the half characters that some servers send
    except RecursionError:
        why = "it nests too deep"
    except ValueError:
        if "json" not in content_type.lower():
            raise _no_model(host, f"the answer is no JSON but {content_type[:60] or 'nameless'}") from None
        why = "it is not JSON"
    raise TransientError(
        f"{host} sent an answer that cannot be read.",
        why=why,
        fix="Try again; if it stays so, check the credential's base URL.",
    )


def _first_choice(said: Json, host: str) -> dict[str, Json]:
    match said:
        case {"choices": [{"message": {}} as choice, *_]}:
            return cast("dict[str, Json]", choice)
        case _:
            raise _no_model(host, "the answer has no “choices” with a “message”")


def _text(content: Json, host: str) -> str:
    """Return the text of a message; some servers send it in parts, among parts of other types."""
    kind = type(content).__name__
    match content:
        case None | []:
            return ""
        case str():
            return _whole(content)
        case list():
            parts = [_part(part) for part in cast("list[Json]", content)]
            if any(part is not None for part in parts):
                return _whole("".join(part or "" for part in parts))
        case _:
            pass
    raise _no_model(host, f"its message holds no text but a {kind}")


def _part(part: Json) -> str | None:
    match part:
        case str():
            return part
        case {"type": "text" | "output_text", "text": str() as text}:
            return text
        case _:
            return None


def _whole(text: str) -> str:
    """Write U+FFFD for half characters, which no value may hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _count(usage: Json, name: str) -> int:
    found = cast("dict[str, Json]", usage).get(name) if isinstance(usage, dict) else None
    return found if type(found) is int and found >= 0 and found in INT64 else 0


def _no_model(host: str, why: str) -> TargetError:
    return TargetError(
        f"{host} does not answer as a model would.",
        why=why,
        fix="Check the credential's base URL; most servers want it to end in /v1.",
    )


def _unfinished(reason: Json, refusal: Json, text: str, model: str) -> TreadleError | None:
    if reason == "length":
        return TargetError(
            f"The answer of {model} was cut off.",
            why=f"it reached the model's limit after {len(text)} characters",
            fix="Ask for less, shorten the text first, or use a model with a higher limit.",
        )
    if refusal or reason == "content_filter":
        return TargetError(
            f"{model} refused to answer.",
            why=_whole(refusal)[:300] if isinstance(refusal, str) and refusal else _NOT_SAID,
            fix="Change the prompt or the text.",
        )
    return None
