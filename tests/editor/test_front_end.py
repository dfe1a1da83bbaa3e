from pathlib import Path

import pytest

from editor import front_end


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "built").mkdir()
    (tmp_path / "src" / "index.ts").write_text("export default {};\n")
    (tmp_path / "src" / "deep" / "a.ts").write_text("export const a = 1;\n")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "built" / "index.js").write_text("export{};")
    front_end.stamp(tmp_path).write_text(front_end.fingerprint(tmp_path) + "\n")
    return tmp_path


def test_a_build_with_the_fingerprint_of_its_sources_is_current(assets: Path) -> None:
    assert front_end.is_current(assets)


def test_what_is_built_or_installed_does_not_change_the_fingerprint(assets: Path) -> None:
    (assets / "built" / "index.js").write_text("export{} // again")
    (assets / "node_modules").mkdir()
    (assets / "node_modules" / "x.js").write_text("1")
    (assets / "templates").mkdir()
    (assets / "templates" / "x.json").write_text("{}")
    assert front_end.is_current(assets)


@pytest.mark.parametrize(
    ("changed", "content"),
    [
        ("src/index.ts", "export default 1;\n"),
        ("src/new.ts", ""),
        ("public/pages.css", ""),
        ("package.json", "{ }"),
        ("icons.json", "[]"),
    ],
)
def test_a_changed_or_added_source_makes_the_build_stale(assets: Path, changed: str, content: str) -> None:
    (assets / changed).parent.mkdir(exist_ok=True)
    (assets / changed).write_text(content)
    assert not front_end.is_current(assets)


def test_a_renamed_source_makes_the_build_stale(assets: Path) -> None:
    (assets / "src" / "deep" / "a.ts").rename(assets / "src" / "deep" / "b.ts")
    assert not front_end.is_current(assets)


@pytest.mark.parametrize("missing", ["built/index.js", "built/stamp"])
def test_half_a_build_is_not_current(assets: Path, missing: str) -> None:
    (assets / missing).unlink()
    assert not front_end.is_current(assets)


def test_a_build_shipped_without_sources_is_current(tmp_path: Path) -> None:
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "index.js").write_text("export{};")
    assert front_end.is_current(tmp_path)
