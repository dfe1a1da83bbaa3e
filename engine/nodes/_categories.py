"""The categories of a tag kind as its config holds them, and what happens when none of them fits."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BeforeValidator, Field

from engine.errors import AuthorError
from engine.nodes._rows import distinct_names
from engine.workflow.definition import Part

Words = Annotated[tuple[str, ...], Field(max_length=200, json_schema_extra={"widget": "tags"})]


class CategoryRow(Part):
    """One category. Keywords and examples are optional and make the choice better."""

    name: Annotated[str, Field(title="Name", min_length=1, max_length=80, pattern=r"\S")]
    keywords: Annotated[Words, Field(title="Keywords", description="Words that speak for it.")] = ()
    examples: Annotated[Words, Field(title="Examples", description="Short texts that belong to it.")] = ()


def _row(raw: Any) -> Any:  # noqa: ANN401 - what a config holds before it is validated
    return {"name": raw} if isinstance(raw, str) else raw


Categories = Annotated[
    tuple[Annotated[CategoryRow, BeforeValidator(_row)], ...],
    AfterValidator(distinct_names),
    Field(
        title="Categories",
        description="What to choose from. A name alone will do; keywords and examples help.",
        min_length=1,
        max_length=100,
        json_schema_extra={"widget": "rows"},
    ),
]
Below = Annotated[
    Literal["use_other", "fail"],
    Field(
        title="When none fits",
        json_schema_extra={
            "widget": "segmented",
            "options": [
                {"value": "use_other", "title": "Use “other”"},
                {"value": "fail", "title": "Fail the step"},
            ],
        },
    ),
]
Other = Annotated[
    str,
    Field(
        title="Other",
        description="The category given when none fits.",
        min_length=1,
        max_length=80,
        json_schema_extra={"show_if": {"field": "below", "equals": ["use_other"]}},
    ),
]
LeastConfidence = Annotated[
    float,
    Field(
        title="Least confidence",
        description="From 0 to 1. Below this no category fits.",
        ge=0,
        le=1,
        json_schema_extra={"widget": "slider", "step": 0.05},
    ),
]


def brief(config: Any) -> str:  # noqa: ANN401 - the generated config model
    """Name the categories."""
    return ", ".join(row.name for row in cast("tuple[CategoryRow, ...]", config.categories))


def otherwise(below: Literal["use_other", "fail"], other: str, scores: Mapping[str, float]) -> str:
    """Give `other`, or raise `AuthorError` where the config says that no category is a failure."""
    if below == "use_other":
        return other
    best = max(scores, key=lambda name: scores[name], default="")
    raise AuthorError(
        "No category fits this text.",
        why=f"the nearest is {best}, with {scores[best]:.2f}"
        if best
        else "nothing in it speaks for any of them",
        fix="Lower the least confidence, give the categories keywords or examples, or use “other”.",
        details={"scores": dict(scores)},
    )
