"""Standard streams that were closed when the server began."""

from __future__ import annotations

import subprocess
import sys

import pytest

SERVER = """
import subprocess, sys
from app.server.standard_streams import open_missing_streams
open_missing_streams()
sys.exit(subprocess.run([sys.executable, "-c", "import sys; sys.exit(sys.{name} is None)"]).returncode)
"""


@pytest.mark.parametrize(("name", "closed"), [("stdout", ">&-"), ("stderr", "2>&-"), ("stdin", "<&-")])
def test_a_child_has_the_streams_that_were_closed_for_its_parent(name: str, closed: str) -> None:
    command = ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, SERVER.format(name=name)]
    assert subprocess.run(command, check=False).returncode == 0
