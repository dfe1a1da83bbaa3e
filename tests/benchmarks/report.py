"""The benchmark's tables, and the page they are written into."""

from __future__ import annotations

import datetime as dt
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import orjson

from engine.sqlite import driver
from tests.benchmarks.workflows import workloads

Rounds = dict[str, list[dict[str, float]]]
"""The figures of every round by measurement, such as `W2/FULL`."""
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
TARGETS = {"W1": 0.25, "W2": 0.35}
SINGLE = (
    ("click-to-done, p50", "single/FULL", "click_p50_ms", "ms"),
    ("click-to-done, p95", "single/FULL", "click_p95_ms", "ms"),
    ("first run after the start", "single/FULL", "first_ms", "ms"),
    ("enqueued to StepStarted, p50", "single/FULL", "wake_p50_ms", "ms"),
    ("enqueued to StepStarted, p95", "single/FULL", "wake_p95_ms", "ms"),
    ("worker processes", "footprint/FULL", "processes", ""),
    ("idle CPU of all of them", "footprint/FULL", "idle_cpu_percent", "% of a core"),
    ("idle memory, PSS", "footprint/FULL", "idle_pss_mb", "MB"),
    ("idle memory, USS", "footprint/FULL", "idle_uss_mb", "MB"),
    ("peak memory under W1, PSS", "footprint/FULL", "peak_pss_mb", "MB"),
    ("peak memory under W1, USS", "footprint/FULL", "peak_uss_mb", "MB"),
    ("disk space of a W1 run", "footprint/FULL", "bytes_per_run", "bytes"),
)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and how it was measured. `load` is the load average before the first round."""

    file_system: str
    cores: int
    load: float
    rounds: int


def render(found: Rounds, machine: Machine) -> str:
    """Return the tables in Markdown."""
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    head = (
        f"{today}, {machine.cores} cores, file system {machine.file_system}, SQLite {driver.sqlite_version}, "
        f"Python {platform.python_version()}, {machine.rounds} interleaved rounds, "
        f"load average before {machine.load:.1f}. Median (least – greatest)."
    )
    return "\n\n".join([head, _throughput(found), _single(found)])


def _throughput(found: Rounds) -> str:
    lines = [
        "| workload | FULL: ratio to the floor | FULL: per second | NORMAL: ratio | NORMAL: per second |",
        "|---|---|---|---|---|",
    ]
    floors = [_spread(_all(found, level, "floor"), 0) for level in ("FULL", "NORMAL")]
    lines.append(f"| floor: one 2 KB insert and an update | 1 | {floors[0]} tx | 1 | {floors[1]} tx |")
    for name, title, unit in _rows():
        cells: list[str] = []
        for level in ("FULL", "NORMAL"):
            key = f"{name}/{level}"
            rate = "tasks_per_s" if name == "huey" else "steps_per_s"
            cells += [
                _spread(_column(found, key, "ratio"), 2),
                f"{_spread(_column(found, key, rate), 0)} {unit}",
            ]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _rows() -> list[tuple[str, str, str]]:
    rows = [("huey", "raw Huey: enqueue and consume no-ops", "tasks")]
    for name, workload in workloads().items():
        wanted = f" (aim at FULL: {TARGETS[name]})" if name in TARGETS else ""
        rows.append((name, f"{name}: {workload.title}{wanted}", "steps"))
    return rows


def _single(found: Rounds) -> str:
    lines = ["| one run, one worker, FULL | |", "|---|---|"]
    for title, key, name, unit in SINGLE:
        values = _column(found, key, name)
        digits = 2 if name == "idle_cpu_percent" else 0 if name in {"processes", "bytes_per_run"} else 1
        lines.append(f"| {title} | {_spread(values, digits)} {unit} |".replace("  |", " |"))
    return "\n".join(lines)


def _column(found: Rounds, key: str, name: str) -> list[float]:
    return [figures[name] for figures in found.get(key, [])]


def _all(found: Rounds, level: str, name: str) -> list[float]:
    return [
        figures[name]
        for key, rounds in found.items()
        if key.endswith(level)
        for figures in rounds
        if name in figures
    ]


def _spread(values: list[float], digits: int) -> str:
    if not values:
        return "–"
    low, middle, high = (f"{value:,.{digits}f}" for value in (min(values), median(values), max(values)))
    return f"{middle} ({low} – {high})" if low != high else middle


def as_json(found: Rounds, machine: Machine) -> bytes:
    """Return every figure of every round."""
    body = {"machine": asdict(machine), "sqlite": driver.sqlite_version, "rounds": found}
    return orjson.dumps(body, option=orjson.OPT_INDENT_2)


def write_into(page: Path, text: str) -> None:
    """Write the tables between a page's marks. Raises `ValueError` if they are missing."""
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no marks {BEGIN} … {END}")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
