"""The public face: what plugins may import, held name by name. Taking one away breaks somebody else's code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import treadle

ROOT = Path(__file__).parents[1]
NAMES = {
    "kinds": "Catalogue Example Kind Role Secret node",
    "ports": "AnyValue Arrival Boolean InputField Inputs JsonObject ListOf Many Number Port PortContext PortName "
    "PortType Ports Text",
    "results": "Delayed Emit Json Note",
    "the outside world": "Context Model ModelAnswer Services",
    "errors": "AuthorError TargetError TransientError TreadleError",
}


def test_the_names_are_these_and_no_others() -> None:
    assert sorted(treadle.__all__) == sorted(" ".join(NAMES.values()).split())
    assert all(hasattr(treadle, name) for name in treadle.__all__)


def test_the_how_to_imports_nothing_else_of_ours() -> None:
    page = (ROOT / "docs" / "how-to" / "write-a-node-kind.md").read_text()
    modules = set(re.findall(r"^(?:from|import) (treadle|engine|app|editor|storage)\b", page, re.MULTILINE))
    assert modules == {"treadle"}


def test_it_brings_no_web_server_and_no_database_along() -> None:
    heavy = "{'nicegui', 'sqlmodel', 'sqlalchemy', 'huey', 'openai', 'app', 'editor', 'storage'}"
    code = f"import sys, treadle; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
