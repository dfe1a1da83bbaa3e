"""An idle worker. Its figures are printed; the bounds catch what is broken, not what is slow."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.composition import Parts
from app.settings import Settings
from tests.benchmarks.idle import idle_share, simplest, wake_up, worker


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("i")
    return Settings(data=folder, workers=2, synchronous="NORMAL")


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    with contextlib.closing(Parts.open(settings)) as found:
        yield found


def test_an_idle_worker_wakes_for_new_work_and_costs_next_to_nothing(
    parts: Parts, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with worker(settings) as pid:
        wake_up(parts, simplest(), starts=3)  # everything is imported now
        found = wake_up(parts, simplest())
        share = idle_share(pid)
    with capsys.disabled():
        print(
            f"\nidle {share:.2%} of a core; wake-up p50 {found.p50_ms:.1f} ms, p95 {found.p95_ms:.1f} ms, "
            f"worst {found.worst_ms:.1f} ms"
        )
    assert found.p50_ms < 500, "that would be the slow poll, not the notification"
    assert share < 0.05
