"""Check whether Treadle can work here: what was found, and what to do about it. Changes nothing."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from app.composition import Parts
from app.server.address import server_of
from app.settings import Settings
from app.workers import live_workers
from editor.front_end import is_current
from engine.errors import TreadleError
from engine.execution.stores import RunFilter
from engine.nodes import catalogue
from engine.run.state import ENDED
from storage.cipher import KEY_FILE
from storage.sqlite.health import SOUND_SINCE, Health, examine, sqlite_library

MB = 1024 * 1024
LOW_SPACE_MB, NO_SPACE_MB = 1024, 100
LATE_S = 10.0
_ACCESS = "Give the user who runs Treadle write access to it, or name another folder with --data."
Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    check: str
    level: Level
    found: str
    fix: str = ""

    def json(self) -> dict[str, str]:
        """Return it as JSON."""
        return asdict(self)


def diagnose(settings: Settings) -> Iterator[Finding]:
    """Yield the findings of all checks, cheapest first. Never raises for what it finds."""
    yield _python()
    yield _sqlite()
    yield _canvas()
    yield _kinds(settings)
    try:
        yield from _data(settings)
    except OSError as error:
        why = error.strerror or str(error)
        yield Finding("data folder", "fail", f"{settings.data} cannot be looked at: {why}", _ACCESS)


def _data(settings: Settings) -> Iterator[Finding]:
    yield from _folder(settings.data)
    yield _key_file(settings.data / KEY_FILE)
    health = examine(settings.data) if settings.data.is_dir() else None
    if health is None:
        yield Finding("database", "ok", "none yet: the first start makes it")
        return
    yield _integrity(health)
    yield _schema(health)
    yield _server(settings.data)
    if health.is_current and not health.damage:
        yield from _work(settings)


def _python() -> Finding:
    return Finding("python", "ok", f"Python {sys.version.split()[0]} at {sys.executable}")


def _sqlite() -> Finding:
    module, version, sound = sqlite_library()
    found = f"SQLite {version} from {module}"
    if sound:
        return Finding("sqlite", "ok", found)
    since = ".".join(map(str, SOUND_SINCE))
    return Finding(
        "sqlite",
        "warn",
        f"{found}: before {since} a rare fault of its write-ahead log can damage a database",
        f"Install a build of SQLite {since} or newer: `pip install pysqlite3` where there is a wheel of it.",
    )


def _canvas() -> Finding:
    if is_current():
        return Finding("canvas", "ok", "built")
    return Finding("canvas", "fail", "not built, or older than its sources", "Run `make build`.")


def _kinds(settings: Settings) -> Finding:
    try:
        found = catalogue(settings.plugin_modules)
    except TreadleError as error:
        return Finding("node kinds", "fail", " ".join(filter(None, [error.what, error.why])), error.fix)
    return Finding("node kinds", "ok", f"{len(found.kinds())} can be loaded")


def _folder(data: Path) -> Iterator[Finding]:
    place = data.absolute()
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        yield Finding("data folder", "fail", f"{place} cannot be written to: {error.strerror}", _ACCESS)
        return
    made = "" if data.is_dir() else " (not made yet)"
    yield Finding("data folder", "ok", f"{data.absolute()}{made} can be written to")
    free = shutil.disk_usage(place).free // MB
    level: Level = "ok" if free >= LOW_SPACE_MB else "warn" if free >= NO_SPACE_MB else "fail"
    fix = "" if level == "ok" else "Make room: a full disk stops every run."
    yield Finding("free space", level, f"{free:,} MB", fix)


def _key_file(path: Path) -> Finding:
    if not path.exists():
        return Finding("key file", "ok", "none yet: the first credential makes it")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        fix = f"chmod 600 {path}"
        return Finding("key file", "warn", f"others may read it: mode {mode:04o}", fix)
    if not os.access(path, os.R_OK):
        fix = "Run Treadle as the user it belongs to."
        return Finding("key file", "fail", "it cannot be read", fix)
    return Finding("key file", "ok", f"mode {mode:04o}")


def _integrity(health: Health) -> Finding:
    if not health.damage:
        size = health.path.stat().st_size / MB
        return Finding("database", "ok", f"sound, {size:.1f} MB")
    fix = "Stop Treadle, keep a copy of the data folder, and restore a backup."
    return Finding("database", "fail", f"damaged: {'; '.join(health.damage)[:300]}", fix)


def _schema(health: Health) -> Finding:
    found = f"revision {health.revision}"
    if health.is_current:
        return Finding("schema", "ok", found)
    if health.is_older:
        found = f"{found}; this Treadle's is {health.newest}"
        return Finding("schema", "warn", found, "The next start migrates it and keeps a copy of the file.")
    if health.is_unreleased:
        found = f"{found} is of before the first release and cannot be read any more"
        return Finding("schema", "fail", found, "Name another data folder.")
    if health.revision is None:
        return Finding("schema", "fail", "the file is not Treadle's", "Name another folder with --data.")
    return Finding(
        "schema", "fail", f"{found} is newer than this Treadle's {health.newest}", "Update Treadle."
    )


def _server(data: Path) -> Finding:
    url = server_of(data)
    return Finding("server", "ok", f"at {url}" if url else "none runs here")


def _work(settings: Settings) -> Iterator[Finding]:
    try:
        with closing(Parts.open(settings)) as parts:
            workers = live_workers(parts)
            counts = parts.stores.runs.counts(RunFilter())
            late = parts.stores.runs.unnotified(time.time() - LATE_S)
            lost = not (settings.data / KEY_FILE).exists() and parts.credentials()
    except TreadleError as error:
        yield Finding("work", "fail", error.what, error.fix)
        return
    yield from _queue(len(workers), sum(n for status, n in counts.items() if status not in ENDED), len(late))
    if lost:
        fix = f"Restore {KEY_FILE} from a backup, or enter them again on the Credentials page."
        yield Finding("credentials", "warn", f"{len(lost)} stored, and their key file is gone", fix)


def _queue(workers: int, unfinished: int, late: int) -> Iterator[Finding]:
    if workers:
        yield Finding("worker", "ok", f"{workers} at work")
    elif unfinished:
        fix = "Start `treadle serve` or `treadle worker`."
        yield Finding("worker", "warn", "none at work, and runs are waiting", fix)
    else:
        yield Finding("worker", "ok", "none at work; nothing waits")
    found = f"{unfinished} unfinished runs, {late} steps waiting for more than {LATE_S:.0f} s"
    if workers and late:
        fix = "More processes help: TREADLE_WORKERS, or another `treadle worker`."
        yield Finding("queue", "warn", found, fix)
    else:
        yield Finding("queue", "ok", found)
