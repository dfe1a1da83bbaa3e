"""The OpenAPI document is sound, and requests made from it at random find no fault in the server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok

from tests.app.cli.command import EXAMPLE, delayed
from tests.app.product import Product

HEALTH = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
KNOWN = {"workflow": "guessed_at", "run": 1, "node": "text"}
PARTS = {"type", "title", "status", "detail", "instance", "where", "why", "fix"}
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document(product: Product) -> dict[str, Any]:
    return product.http.get("/api/openapi.json").json()


@pytest.fixture(scope="module")
def api(product: Product, document: dict[str, Any]) -> schemathesis.BaseSchema:
    """The schema; there are a workflow and runs, so that some guesses meet something."""
    example = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert product.create({**example, "name": KNOWN["workflow"]}) == KNOWN["workflow"]
    product.ended(product.start(str(KNOWN["workflow"]), {"text": "The ferry is late."}))
    product.start(product.create(delayed(3600)), {"text": "x"})
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=product.url)
    return schema


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def test_the_document_is_sound(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    found = list(operations(document))
    ids = [operation["operationId"] for _, _, operation in found]
    assert len(set(ids)) == len(ids) >= 18
    for path, method, operation in found:
        declared = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", path)), path
        assert operation["description"], (method, path)
        refusals = operation["responses"]["4XX"]["content"]
        assert refusals == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }, path
        assert "422" not in operation["responses"], (method, path)
        assert any(code.startswith("2") for code in operation["responses"])
        for parameter in operation.get("parameters", []):
            jsonschema_rs.meta.validate(parameter["schema"])
    for name, schema in document["components"]["schemas"].items():
        jsonschema_rs.meta.validate(schema)
        assert name
    for reference in re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)):
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_every_route_that_reads_a_body_says_which(document: dict[str, Any]) -> None:
    silent = {"/api/v1/runs/{run}/cancel", "/api/v1/runs/{run}/resume"}
    posts = {path for path, method, _ in operations(document) if method == "post"}
    described = {path for path, _, operation in operations(document) if "requestBody" in operation}
    assert described == posts - silent


def test_refusals_are_of_the_form_that_is_told(product: Product, document: dict[str, Any]) -> None:
    refused = {**document["components"]["schemas"]["Problem"], "components": document["components"]}
    validator = jsonschema_rs.validator_for(refused)
    for path in ("/api/v1/runs/0", "/api/v1/runs/999999", "/api/v1/nothing", "/api/v1/runs?limit=0"):
        assert validator.is_valid(product.http.get(path).json()), path
    assert not validator.is_valid({"detail": "Not Found"})


def test_no_request_breaks_the_server(api: schemathesis.BaseSchema) -> None:
    tried = 0
    for found in api.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @given(case=operation.as_strategy(), there=st.booleans())
        @settings(
            max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=HEALTH
        )
        def ask(case: schemathesis.Case, *, there: bool) -> None:
            nonlocal tried
            tried += 1
            if there and case.method != "DELETE":
                case.path_parameters = {
                    name: KNOWN.get(name, value) for name, value in case.path_parameters.items()
                }
            answer = case.call(timeout=60)
            case.validate_response(answer, checks=[not_a_server_error])
            if answer.status_code >= 400:
                assert answer.json().keys() >= PARTS

        ask()
    assert tried > 60
