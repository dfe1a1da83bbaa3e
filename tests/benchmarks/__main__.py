"""The benchmark: `python -m tests.benchmarks` (or `make bench`).

Every measurement runs in fresh processes, in rounds that interleave them all, on one disk-backed folder; figures
are medians over the rounds with their least and greatest. Ratios are to the floor measured right beside.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from tests.benchmarks import disk_folder, report
from tests.benchmarks.report import Rounds
from tests.benchmarks.worker_tree import ROOT

PATIENCE_S = 300
QUICK_SCALE = 0.05


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement of a round."""

    name: str
    synchronous: str

    @property
    def key(self) -> str:
        """Return its name in the results, such as `W2/FULL`."""
        return f"{self.name}/{self.synchronous}"


def measurements(*, quick: bool) -> list[Measurement]:
    """Return what a round measures, in order; the quick version leaves NORMAL out."""
    full = [Measurement(name, "FULL") for name in ("huey", "W1", "W2", "W3", "W4", "single", "footprint")]
    normal = [Measurement(name, "NORMAL") for name in ("huey", "W1", "W2", "W3", "W4")]
    return full if quick else full + normal


def take(measurement: Measurement, folder: Path, scale: float) -> dict[str, float]:
    """Return the figures of one measurement, taken in a process of its own. Raises with its output if it fails."""
    command = [
        sys.executable, "-m", "tests.benchmarks.measure", measurement.name,
        "--folder", str(folder), "--synchronous", measurement.synchronous, "--scale", str(scale),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    if done.returncode:
        raise RuntimeError(f"{measurement.key} failed:\n{done.stderr[-3000:]}")
    return orjson.loads(done.stdout.splitlines()[-1])


def rounds_of(number: int, folder: Path, *, quick: bool) -> Rounds:
    """Return the figures of all measurements, taken round by round."""
    found: Rounds = {}
    scale = QUICK_SCALE if quick else 1.0
    for index, measurement in _interleaved(number, measurements(quick=quick)):
        began = time.monotonic()
        figures = take(measurement, folder / f"{measurement.name}-{measurement.synchronous}-{index}", scale)
        found.setdefault(measurement.key, []).append(figures)
        shown = ", ".join(f"{name} {value:,.2f}" for name, value in figures.items())
        took = time.monotonic() - began
        print(
            f"[{index + 1}/{number}] {measurement.key} ({took:.0f} s): {shown}", file=sys.stderr, flush=True
        )
    return found


def _interleaved(number: int, parts: Sequence[Measurement]) -> Iterator[tuple[int, Measurement]]:
    for index in range(number):
        for part in parts:
            yield index, part


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables and return the exit code: 1 if the folder lies in memory and nothing was measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured")
    parser.add_argument(
        "--quick", action="store_true", help="a small version that shows that all of it works"
    )
    parser.add_argument("--folder", type=Path, default=disk_folder.FOLDER, help="where to measure; on a disk")
    parser.add_argument("--json", type=Path, help="also write every figure of every round there")
    parser.add_argument("--write", type=Path, help="also write the figures into this page")
    given = parser.parse_args(arguments)
    with disk_folder.temporary(given.folder) as folder:
        if disk_folder.in_memory(folder) and not given.quick:
            print(f"{given.folder} lies in memory, not on a disk: name another --folder.", file=sys.stderr)
            return 1
        machine = report.Machine(
            disk_folder.file_system(folder), os.cpu_count() or 0, os.getloadavg()[0], given.rounds
        )
        found = rounds_of(given.rounds, folder, quick=given.quick)
    text = report.render(found, machine)
    print(text)
    if given.json:
        given.json.write_bytes(report.as_json(found, machine))
    if given.write:
        report.write_into(given.write, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
