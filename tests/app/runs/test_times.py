"""Times are formatted as on the canvas: both pass one table of cases."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from app.runs.times import ago, duration

CASES = json.loads(
    (Path(__file__).parents[3] / "assets" / "cases" / "times.json").read_text(encoding="utf-8")
)


def test_durations() -> None:
    assert [duration(ms / 1000) for ms, _ in CASES["duration_ms"]] == [
        said for _, said in CASES["duration_ms"]
    ]


def test_ages() -> None:
    assert [ago(1000, 1000 + passed) for passed, _ in CASES["ago_s"]] == [said for _, said in CASES["ago_s"]]


def test_what_is_older_than_a_day_is_a_date() -> None:
    for year, month, day, said in CASES["dates"]:
        at = datetime(year, month, day, 12).astimezone().timestamp()
        assert ago(at, at + 400 * 86_400) == said
