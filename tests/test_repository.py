import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# Spelled in parts, so that this file does not find itself.
MACHINE_PATH = re.compile(
    r"(?<![\w.~$}/-])/(?:"
    + "|".join(["ro" + "ot", "ho" + "me", "Us" + "ers", "wo" + "rk", "t" + "mp"])
    + r")/\w"
)
TEXT = {
    ".cfg",
    ".css",
    ".html",
    ".ini",
    ".js",
    ".json",
    ".md",
    ".mjs",
    ".py",
    ".sh",
    ".toml",
    ".ts",
    ".tsx",
    ".txt",
    "",
}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def pinned(lock: Path) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for line in lock.read_text().replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            requirement = Requirement(line.split(" --hash")[0].strip())
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def wanted(*groups: str) -> Iterator[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists = [project["project"]["dependencies"]] if "" in groups else []
    lists += [project["dependency-groups"][group] for group in groups if group]
    return (Requirement(text) for one in lists for text in one)


def test_no_tracked_file_holds_a_path_of_one_machine() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for file in tracked()
        if file.suffix in TEXT
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "path", ["see /ro" + "ot/x", '"/ho' + 'me/me/x"', "(/wo" + "rk/main)", "=/Us" + "ers/me"]
)
def test_the_search_for_machine_paths_finds_them(path: str) -> None:
    assert MACHINE_PATH.search(path)


@pytest.mark.parametrize(
    "path", ["app/wo" + "rk/x", "https://x.org/ho" + "me/x", "./wo" + "rk/x", "$X/ho" + "me/y"]
)
def test_the_search_for_machine_paths_leaves_others_alone(path: str) -> None:
    assert not MACHINE_PATH.search(path)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_versions_and_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert not re.search(
        r"^\s*(-i|--(extra-)?index-url|--find-links|-f|--trusted-host)\b", text, re.MULTILINE
    )
    entries = [e for e in text.replace("\\\n", " ").splitlines() if e.strip() and not e.startswith("#")]
    assert entries
    assert [
        e[:60] for e in entries if not re.match(r"^[\w.-]+==\S+( ;.*?)?\s+--hash=sha256:[0-9a-f]{64}\b", e)
    ] == []


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("run", ("", "build")),
        ("node", ("node",)),
        ("test", ("", "build", "node", "test")),
        ("lock", ("lock",)),
    ],
)
def test_a_lock_covers_what_pyproject_asks_for(lock: str, groups: tuple[str, ...]) -> None:
    pins = pinned(ROOT / "requirements" / f"{lock}.txt")
    environment = {**default_environment(), "extra": ""}
    missing = [
        str(requirement)
        for requirement in wanted(*groups)
        if requirement.marker is None or requirement.marker.evaluate(environment)
        if not any(
            requirement.specifier.contains(next(iter(pin.specifier)).version, prereleases=True)
            for pin in pins.get(canonicalize_name(requirement.name), [])
            if pin.marker is None or pin.marker.evaluate(environment)
        )
    ]
    assert missing == [], "run `make lock`"


def test_the_locks_agree_on_every_version() -> None:
    superset = pinned(ROOT / "requirements" / "test.txt")
    for name in ("run", "node"):
        for package, pins in pinned(ROOT / "requirements" / f"{name}.txt").items():
            assert {str(p.specifier) for p in pins} == {str(p.specifier) for p in superset[package]}, package


def test_the_build_hook_asks_for_the_node_that_is_locked() -> None:
    (node,) = wanted("node")
    assert f'NODE_WHEEL = "{node}"' in (ROOT / "hatch_build.py").read_text()


def test_the_front_end_lock_holds_hashes_and_no_address() -> None:
    text = (ROOT / "assets" / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert [name for name, entry in packages.items() if {"resolved", "funding"} & set(entry)] == [], (
        "run `make lock`"
    )
    assert [name for name, entry in packages.items() if name and not entry.get("integrity")] == []


def test_the_front_end_lock_covers_its_package_json() -> None:
    asked = json.loads((ROOT / "assets" / "package.json").read_text())
    locked = json.loads((ROOT / "assets" / "package-lock.json").read_text())["packages"]
    for group in ("dependencies", "devDependencies"):
        assert locked[""][group] == asked[group], "run `make lock`"
        for name, version in asked[group].items():
            assert locked[f"node_modules/{name}"]["version"] == version


def test_no_third_party_source_is_committed() -> None:
    foreign = ("node_modules", "site-packages", "vendor", "third_party", "built")
    licences = re.compile(r"(licen[cs]e|copying|notice)(\..*)?$", re.IGNORECASE)
    names = [file.relative_to(ROOT) for file in tracked()]
    assert [str(name) for name in names if any(part in foreign for part in name.parts)] == []
    assert [str(name) for name in names if name.suffix in {".whl", ".gz", ".woff2", ".map"}] == []
    # Copied source brings its licence along; among the texts that the tests read there is one too.
    texts = Path("tests/quality/texts")
    assert [str(n) for n in names if licences.match(n.name) and n.parent != texts] == ["LICENSE"]
    assert [str(name) for name in names if name.name.endswith((".min.js", ".min.css"))] == []


def test_no_source_file_carries_a_foreign_copyright_notice() -> None:
    notice = re.compile(r"copyright \(c\)|@licen[cs]e\b|SPDX-Licen|all rights reserved", re.IGNORECASE)
    code = {".css", ".js", ".mjs", ".py", ".ts", ".tsx"}
    files = [file for file in tracked() if file.suffix in code and file != Path(__file__).resolve()]
    assert [
        str(file.relative_to(ROOT)) for file in files if notice.search(file.read_text(encoding="utf-8"))
    ] == []
