import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from engine.ids import is_identifier
from engine.nodes import builtin
from engine.workflow.kinds import CATEGORIES, Kind, Pool
from tests.engine.nodes.calling import call

KINDS = builtin().kinds()
ROOT = Path(__file__).parents[3]
WIDGETS = {
    "text", "textarea", "code", "template", "number", "slider", "switch", "select", "segmented", "tags",
    "rows", "condition", "json", "credential", "map",
}  # fmt: skip


def each_kind() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


OFFLINE = [
    pytest.param(kind, index, id=f"{kind.name}-{index}")
    for kind in KINDS
    for index, example in enumerate(kind.examples)
    if example.needs == "nothing"
]


@pytest.mark.parametrize(("kind", "index"), OFFLINE)
def test_examples_give_what_they_say(kind: Kind, index: int) -> None:
    example = kind.examples[index]
    result = call(kind.name, example.inputs, example.config, run_input=example.run_input)
    assert {port: result.outputs.get(port) for port in example.outputs} == example.outputs
    names = {port.name for port in kind.ports(example.config).outputs}
    assert set(result.outputs) <= names


@each_kind()
def test_a_kind_says_what_it_is(kind: Kind) -> None:
    first, _, rest = kind.help.partition("\n")
    assert first.endswith(".")
    assert 20 <= len(first) <= 100, "the palette shows this line"
    assert not rest or rest.startswith("\n"), "the rest of the help is a paragraph of its own"
    assert kind.category in CATEGORIES
    assert len(kind.title) <= 20, "a title fits on a node"
    assert kind.examples
    assert kind.version >= 1


@each_kind()
def test_synonyms_are_plenty_plain_and_the_kinds_own(kind: Kind) -> None:
    assert len(kind.synonyms) >= 10
    assert len(set(kind.synonyms)) == len(kind.synonyms)
    for word in kind.synonyms:
        assert word == word.lower().strip()
        assert word != kind.title.lower()


def test_no_two_kinds_share_a_synonym() -> None:
    """A word that means two kinds would leave the reader of sentences to guess."""
    owners: dict[str, list[str]] = {}
    for kind in KINDS:
        for word in (*kind.synonyms, kind.title.lower()):
            owners.setdefault(word, []).append(kind.name)
    assert {word: names for word, names in owners.items() if len(names) > 1} == {}


@each_kind()
def test_the_icon_is_in_the_sprite(kind: Kind) -> None:
    assert kind.icon in json.loads((ROOT / "assets" / "icons.json").read_text())


@each_kind()
def test_ports_have_distinct_identifiers(kind: Kind) -> None:
    for config in [{}, *(example.config for example in kind.examples)]:
        for ports in kind.ports(config):
            names = [port.name for port in ports]
            assert all(map(is_identifier, names))
            assert len(set(names)) == len(names)
            assert "error" not in names, "the failure policy offers that port"
            assert all(port.title for port in ports)


@each_kind()
def test_the_schema_tells_a_form_what_to_draw(kind: Kind) -> None:
    schema = kind.schema()
    json.dumps(schema)
    for field in schema["properties"].values():
        assert field.get("title")
        assert field.get("widget", "text") in WIDGETS
        shown = field.get("show_if")
        assert shown is None or shown["field"] in schema["properties"]
    assert {name for name, field in schema["properties"].items() if "x-credential" in field} == set(
        kind.secrets
    )


@each_kind()
def test_defaults_parse_or_the_missing_field_is_named(kind: Kind) -> None:
    try:
        config = kind.parse({})
    except ValidationError as error:
        missing = {problem["loc"][0] for problem in error.errors() if problem["type"] == "missing"}
        assert missing == set(kind.schema()["required"])
    else:
        again = kind.parse(json.loads(json.dumps(to_jsonable_python(config))))
        assert again == config, "a default survives being stored"


@each_kind()
def test_unknown_config_is_refused(kind: Kind) -> None:
    with pytest.raises(ValidationError, match="colour"):
        kind.parse({**kind.examples[0].config, "colour": "red"})


@each_kind()
def test_the_brief_is_short(kind: Kind) -> None:
    for example in kind.examples:
        assert len(kind.brief(example.config)) <= 80
        assert "\n" not in kind.brief(example.config)


def test_what_reaches_outside_or_depends_on_more_than_its_input_is_not_cached() -> None:
    impure = {kind.name for kind in KINDS if not kind.pure}
    assert {"input", "delay", "python_code"} <= impure
    assert all(kind.name in impure for kind in KINDS if kind.pool is Pool.ASYNC)


def test_the_catalogue_loads_without_what_only_a_worker_needs() -> None:
    code = (
        "import sys; from engine.nodes import builtin; builtin().kinds();"
        "print(*[m for m in ('openai', 'jinja2', 'ftfy', 'pydantic_monty', 'httpx2', 'engine.text.tag')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
