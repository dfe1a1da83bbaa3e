"""Where a run begins: the form a person fills in, or the input another system sends."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from engine.errors import AuthorError
from engine.ids import PortName
from engine.nodes._rows import free_ports
from engine.values import Json, PortType, preview, type_of
from engine.workflow.context import Context
from engine.workflow.declare import node
from engine.workflow.definition import Identifier, Part
from engine.workflow.kinds import Emit, Example, Role
from engine.workflow.ports import InputField, Port, PortContext, Ports


def _titled(raw: Any) -> Any:  # noqa: ANN401 - what a config holds before it is validated
    return {"name": raw} if isinstance(raw, str) else raw


class FormField(Part):
    """One field of the form; its name is also the output port's."""

    name: Annotated[Identifier, Field(title="Name", description="Also the name of the output port.")]
    title: Annotated[str, Field(title="Label", max_length=120, description="Shown above the field.")] = ""
    type: Annotated[Literal["text", "number", "boolean", "json", "list"], Field(title="Type")] = "text"
    required: Annotated[bool, Field(title="Required")] = True
    default: Annotated[
        Any,
        Field(
            title="Default", description="Used when nothing is given.", json_schema_extra={"widget": "json"}
        ),
    ] = None
    multiline: Annotated[bool, Field(title="Several lines")] = False

    @model_validator(mode="after")
    def _default_fits(self) -> Self:
        if self.default is not None and not _fits(self.default, PortType(self.type)):
            raise ValueError(f"the default is {preview(self.default)}, which is no {self.type}")
        return self


TEXT_FIELD = FormField(name="text", title="Text", multiline=True)
Fields = Annotated[
    tuple[Annotated[FormField, BeforeValidator(_titled)], ...],
    AfterValidator(free_ports),
    Field(
        title="Fields",
        description="Each field becomes an output port.",
        min_length=1,
        max_length=40,
        json_schema_extra={"widget": "rows"},
    ),
]


def _fits(value: Json, wanted: PortType) -> bool:
    return wanted is PortType.JSON or type_of(value) is wanted


def _ports(declared: Ports, config: Any, _known: PortContext) -> Ports:  # noqa: ANN401 - the generated config model
    return declared._replace(
        outputs=tuple(
            Port(
                PortName(field.name), PortType(field.type), field.title or field.name, required=field.required
            )
            for field in config.fields
        )
    )


def _form(config: Any) -> tuple[InputField, ...]:  # noqa: ANN401 - the generated config model
    return tuple(
        InputField(field.name, field.title or field.name, PortType(field.type), field.required, field.default)
        for field in config.fields
    )


@node(
    name="input",
    title="Input",
    category="start",
    icon="log-in",
    synonyms=(
        "start", "begin", "form", "form input", "article", "document", "paste", "pasted text", "text input",
        "user input", "given text", "receive", "read", "take", "source", "question", "parameters", "upload",
    ),
    pure=False,
    role=Role.START,
    ports=_ports,
    form=_form,
    outputs=(Port(PortName("text"), PortType.TEXT, "Text"),),
    brief=lambda config: ", ".join(field.name for field in config.fields),
    example=(
        Example({}, {"text": "The ferry is late."}, run_input={"text": "The ferry is late."}),
        Example(
            {},
            {"city": "Graz", "days": 3},
            {"fields": ["city", {"name": "days", "type": "number", "required": False, "default": 3}]},
            {"city": "Graz"},
        ),
    ),
)  # fmt: skip
def run_input(ctx: Context, *, fields: Fields = (TEXT_FIELD,)) -> Emit:
    """Start the workflow with what a person types or another system sends.

    Each field of the form is an output port. A field that is not required, has no default and is left empty
    gives nothing: what hangs on its port is skipped.
    """
    outputs: dict[str, Json] = {}
    for field in fields:
        value = _value(field, ctx.run_input)
        if value is not None:
            outputs[field.name] = value
    ignored = sorted(set(ctx.run_input) - {field.name for field in fields})
    return Emit(outputs, {"ignored": ignored} if ignored else {})


def _value(field: FormField, given: Mapping[str, Json]) -> Json:
    value = given.get(field.name)
    value = field.default if value is None else value
    if value is None:
        if not field.required:
            return None
        raise AuthorError(
            f"The field “{field.title or field.name}” is missing.",
            where=f"field {field.name}",
            why=f"given: {', '.join(sorted(given)) or 'nothing'}",
            fix=f"Give a value for “{field.name}”, or make the field optional.",
        )
    if field.type == "list" and isinstance(value, str):
        return value.splitlines()
    if not _fits(value, PortType(field.type)):
        raise AuthorError(
            f"The field “{field.title or field.name}” takes {field.type}, and got {type_of(value)}.",
            where=f"field {field.name}",
            why=preview(value, 120),
            fix=f"Give {_EXAMPLES[field.type]}, or change the field's type.",
        )
    return value


_EXAMPLES = {
    "text": 'text, as in "hello"',
    "number": "a number without quotes, as in 3.5",
    "boolean": "true or false",
    "list": 'a list, as in ["a", "b"]',
}
