from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from app.cli import cli
from app.reference.options import variable
from app.settings import Settings
from tests.docs.examples import DOCS, ROOT
from tests.docs.links import anchors_of, broken, links_of

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), ROOT / "assets" / "README.md"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_and_anchor_has_a_target(path: Path) -> None:
    assert broken(path, ROOT) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# One `two`\n\n## One two\n```sh\n# no heading\n```\n")
    page = tmp_path / "a.md"
    page.write_text(
        "[ok](b.md#one-two) [ok](b.md#one-two-1) [no](b.md#three) [no](c.md) `[code](d.md)` ![no](e.png)"
    )
    assert broken(page, tmp_path) == ["b.md#three", "c.md", "e.png"]
    assert "no-heading" not in anchors_of((tmp_path / "b.md").read_text())


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in links_of(page.read_text(encoding="utf-8")))
        waiting += [(page.parent / link).resolve() for link in links if link and "://" not in link]
    assert sorted(str(page.relative_to(ROOT)) for page in set(DOCS.rglob("*.md")) - seen) == []


def test_every_make_command_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= targets, page.name
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run " in readme
    assert "make test " in readme


def test_every_treadle_command_that_is_named_exists() -> None:
    commands: set[str] = set(typer.main.get_command(cli).commands)  # pyright: ignore[reportAttributeAccessIssue] - a group
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^|`)treadle ([a-z]+)", text, re.MULTILINE))
        assert named <= commands, page.name


def test_every_setting_that_is_named_exists() -> None:
    known = {variable(name) for name in Settings.model_fields}
    for page in PAGES:
        named = set(re.findall(r"\bTREADLE_[A-Z_]+[A-Z]\b", page.read_text(encoding="utf-8")))
        assert named <= known, page.name


def test_every_path_of_the_repository_that_is_named_exists() -> None:
    folders = "app|assets|docs|e2e|editor|engine|requirements|storage|tests|typings"
    path = re.compile(rf"`((?:{folders})/[\w./-]*\w)/?`")
    for page in PAGES:
        for name in path.findall(page.read_text(encoding="utf-8")):
            assert (ROOT / name).exists(), f"{page.relative_to(ROOT)} names {name}"
