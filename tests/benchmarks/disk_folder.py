"""The temporary folder of the benchmark, which must lie on a disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil

MEMORY_SYSTEMS = frozenset({"tmpfs", "ramfs"})
FOLDER = Path(".bench")


@contextmanager
def temporary(base: Path = FOLDER) -> Generator[Path]:
    """Make a folder under `base` and remove it afterwards, with `base` if that is empty then."""
    base.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=base)).resolve()
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        if not any(base.iterdir()):
            base.rmdir()


def file_system(path: Path) -> str:
    """Return the type of the file system a folder lies on, such as `ext4`."""
    resolved = path.resolve()
    mounts = [part for part in psutil.disk_partitions(all=True) if resolved.is_relative_to(part.mountpoint)]
    return max(mounts, key=lambda part: len(part.mountpoint)).fstype if mounts else "unknown"


def in_memory(path: Path) -> bool:
    """Return whether a folder lies in memory, which inflates the floor six times."""
    return file_system(path) in MEMORY_SYSTEMS
