"""The whole benchmark works, in a small version."""

from pathlib import Path

import orjson
import pytest

from tests.benchmarks import disk_folder, report
from tests.benchmarks.__main__ import main, measurements


def test_the_quick_version_measures_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n{report.BEGIN}\nold\n{report.END}\nAfter\n")
    arguments = ["--quick", "--rounds", "1", "--folder", str(tmp_path / "bench")]
    assert main([*arguments, "--json", str(tmp_path / "out.json"), "--write", str(page)]) == 0
    rounds = orjson.loads((tmp_path / "out.json").read_bytes())["rounds"]
    assert set(rounds) == {measurement.key for measurement in measurements(quick=True)}
    for figures in rounds.values():
        assert all(value >= 0 for value in figures[0].values()), figures
    for name in ("huey", "W1", "W2", "W3", "W4"):
        assert rounds[f"{name}/FULL"][0]["ratio"] > 0
    assert not (tmp_path / "bench").exists()
    written = page.read_text()
    assert "old" not in written
    assert written.startswith("# Before\n")
    assert written.endswith("\nAfter\n")
    assert capsys.readouterr().out.strip() in written


def test_a_folder_in_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_folder, "file_system", lambda _: "tmpfs")
    assert main(["--folder", str(tmp_path / "bench")]) == 1
    assert not (tmp_path / "bench").exists()


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Nothing here\n")
    with pytest.raises(ValueError, match="no marks"):
        report.write_into(page, "figures")
    assert page.read_text() == "# Nothing here\n"
