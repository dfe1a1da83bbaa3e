"""How much a text kind gives: one wording and one range, with a model and without."""

from typing import Annotated

from pydantic import Field

Limit = Annotated[
    int,
    Field(
        title="How many",
        description="Keywords to give, at most.",
        ge=1,
        le=100,
        json_schema_extra={"widget": "slider"},
    ),
]
Sentences = Annotated[
    int,
    Field(
        title="Sentences",
        description="How many sentences to give, at most.",
        ge=1,
        le=50,
        json_schema_extra={"widget": "slider"},
    ),
]
