"""Ask a language model."""

from typing import Annotated, NamedTuple

from pydantic import Field

from engine.errors import AuthorError
from engine.nodes._model import TIMEOUT_S, Credential, method_of, model_behind, tokens_of
from engine.workflow.arrivals import scope_of
from engine.workflow.context import Context
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example, Secret
from engine.workflow.ports import Arrival, Many, Text


class Answered(NamedTuple):
    """What the model said."""

    answer: Text
    method: Note
    model: Note
    tokens: Note


@node(
    title="LLM prompt",
    category="ai",
    icon="bot",
    synonyms=(
        "prompt", "llm", "ask a model", "ask the model", "ask ai", "ask gpt", "chatgpt", "gpt", "openai",
        "chat", "language model", "ai", "model", "generate", "generate text", "write with ai", "translate",
        "rewrite", "completion", "answer with ai", "ollama", "assistant",
    ),
    pure=False,
    timeout_s=TIMEOUT_S,
    brief=lambda config: " ".join(config.prompt.split())[:60],
    example=Example(
        {"values": (Arrival("clean", "text", "Die Fähre kommt später."),)},
        {"answer": "The ferry will be late."},
        {"prompt": "Translate into English:\n\n{{ text }}"},
        needs="model",
    ),
)  # fmt: skip
async def llm_prompt(
    ctx: Context,
    values: Many = (),
    *,
    prompt: Annotated[
        str,
        Field(
            title="Prompt",
            description="Write {{ name }} where a value goes; the name of a port, or node.port.",
            min_length=1,
            max_length=20_000,
            json_schema_extra={"widget": "template"},
        ),
    ] = "{{ value }}",
    system: Annotated[
        str,
        Field(
            title="Instructions",
            description="How the model should answer, for every input alike.",
            max_length=20_000,
            json_schema_extra={"widget": "template"},
        ),
    ] = "",
    credential: Annotated[Credential, Secret("openai", needed_for="a model")] = None,
) -> Answered:
    """Ask a language model anything, with values filled in.

    The prompt and the instructions are templates, with the names of Template. Needs a model credential:
    OpenAI's, or any server that speaks its language.
    """
    from engine.expressions.language import compile_template  # noqa: PLC0415 - jinja2 is only needed where a step runs

    model = model_behind(ctx, credential)
    if model is None:
        raise AuthorError(
            "There is no model to ask.",
            where="credential",
            why="no model key is set",
            fix="Add one in Credentials: a key and a model, or the base URL of a model that runs locally.",
        )
    scope = scope_of(values)
    written = compile_template(prompt).render(scope)
    if not written.strip():
        raise AuthorError(
            "The prompt is empty.",
            where="prompt",
            why="the values that fill it are empty",
            fix="Check what arrives here, or write the prompt around it.",
        )
    answer = await model.text(written, system=compile_template(system).render(scope))
    return Answered(answer.text, method_of(answer), answer.model, tokens_of(answer))
