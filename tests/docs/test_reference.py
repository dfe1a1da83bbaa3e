from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
import typer
from starlette.routing import WebSocketRoute

from app import reference
from app.api import run_events
from app.cli import cli
from app.composition import Parts
from app.reference.options import variable
from app.server.web import Web
from app.settings import Settings
from engine.nodes import builtin
from engine.run import events as ev
from engine.run.state import RUN_TRANSITIONS, STEP_TRANSITIONS
from engine.workflow.definition import parse_workflow
from tests.docs.examples import ROOT

FOLDER = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return reference.pages()


def test_the_reference_is_what_the_code_says(pages: dict[str, str]) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert sorted(written) == sorted(pages)
    assert [name for name in pages if written[name] != pages[name]] == [], "run `make docs`"


def test_what_the_browser_knows_is_what_the_code_says() -> None:
    texts = reference.front_end()
    written = {name: (reference.FRONT_END / name).read_text(encoding="utf-8") for name in texts}
    assert [name for name in texts if written[name] != texts[name]] == [], "run `make docs`"


def test_every_kind_parameter_port_and_note_is_there(pages: dict[str, str]) -> None:
    page = pages["kinds.md"]
    for kind in builtin().kinds():
        _, found, rest = page.partition(f"\n### {kind.name}\n")
        assert found, kind.name
        section = rest.partition("\n### ")[0]
        assert kind.help in section
        named = [
            *kind.config.model_fields,
            *(port.name for port in (*kind.declared.inputs, *kind.declared.outputs)),
            *kind.notes,
        ]
        assert [name for name in named if f"`{name}`" not in section] == []
        assert section.count("```json") == len(kind.examples)


def test_every_command_and_option_is_there(pages: dict[str, str]) -> None:
    page = pages["cli.md"]
    for name, command in typer.main.get_command(cli).commands.items():  # pyright: ignore[reportAttributeAccessIssue] - a group
        section = page.partition(f"\n## treadle {name}\n")[2].partition("\n## ")[0]
        assert command.help in section
        options = [option for one in command.params for option in one.opts if option.startswith("-")]
        assert [option for option in options if f"`{option}`" not in section] == []


def test_every_route_is_there(pages: dict[str, str]) -> None:
    described = json.loads(pages["openapi.json"])
    routes = [f"### {method.upper()} {path}\n" for path, of in described["paths"].items() for method in of]
    assert len(routes) > 15
    assert [route for route in routes if route not in pages["api.md"]] == []
    assert [path for path in described["paths"] if not path.startswith("/api/v1/")] == []
    undocumented = [
        path
        for path, of in described["paths"].items()
        for operation in of.values()
        if not operation.get("description")
    ]
    assert undocumented == []


def test_every_socket_is_there(pages: dict[str, str], tmp_path: Path) -> None:
    with closing(Parts.open(Settings(data=tmp_path))) as parts:
        routes = run_events.router(Web(parts)).routes
    sockets = [route.path for route in routes if isinstance(route, WebSocketRoute)]
    assert sockets
    assert [path for path in sockets if f"/api/v1{path}" not in pages["api.md"]] == []


def test_every_setting_is_there(pages: dict[str, str]) -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `{variable(name)}` |" in pages["settings.md"]
        assert field.description


def test_every_transition_and_event_is_there(pages: dict[str, str]) -> None:
    for (source, event), target in [*STEP_TRANSITIONS.items(), *RUN_TRANSITIONS.items()]:
        assert f"| `{source}` | [`{event}`](events.md#{event}) | `{target}` |" in pages["states.md"]
        assert source is target or f"{source} --> {target}: {event}" in pages["states.md"]
    assert [name for name in ev.TYPES if f"\n## {name}\n" not in pages["events.md"]] == []


def test_every_key_of_the_sheet_is_there(pages: dict[str, str]) -> None:
    source = (ROOT / "assets" / "src" / "flow" / "keymap.ts").read_text(encoding="utf-8")
    assert pages["keyboard.md"].count("\n| `") == source.count('["') - source.count('[["') + source.count(
        '[["'
    )


def test_the_smallest_workflow_is_one(pages: dict[str, str]) -> None:
    block = pages["workflow-format.md"].partition("```json\n")[2].partition("```")[0]
    assert parse_workflow(block).nodes


def test_a_page_that_is_out_of_date_is_written_and_told(pages: dict[str, str], tmp_path: Path) -> None:
    assert len(reference.write(pages, tmp_path)) == len(list(tmp_path.iterdir()))
    (tmp_path / "settings.md").write_text("old")
    assert [path.name for path in reference.write(pages, tmp_path)] == ["settings.md"]
    assert reference.write(pages, tmp_path) == []
