"""The Chromium that browser tests and pictures drive.

`find()` looks; `python -m e2e.chromium` also fetches one: by apt as root, else Playwright's own.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHOICE = "TREADLE_CHROMIUM"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_ADVICE = (
    "No Chromium was found and none could be installed; browser tests need one. Do one of these:\n"
    "  - install it with the system's package manager (Debian: apt-get install chromium)\n"
    "  - .venv/bin/python -m playwright install --with-deps chromium\n"
    f"  - name one that is there: {CHOICE}=<path of the executable> make test"
)


class ChromiumMissingError(RuntimeError):
    """No usable Chromium; the text says what to do."""


def find() -> Path:
    """Return the first Chromium on this machine that starts.

    Raises:
        ChromiumMissingError: there is none.
    """
    for candidate in _candidates():
        if _starts(candidate):
            return candidate
    raise ChromiumMissingError(_ADVICE)


def launch_arguments() -> list[str]:
    """Return the arguments to start Chromium with; as root it needs `--no-sandbox`."""
    always = [
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    return [*always, "--disable-sync", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def install() -> Path:
    """Return a Chromium that was found, or one that was fetched.

    Raises:
        ChromiumMissingError: neither worked.
    """
    attempts: list[list[list[str]]] = [[]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts.append([["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"]])
    attempts.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    for commands in attempts:
        if not all(_run(command) for command in commands):
            continue
        try:
            return find()
        except ChromiumMissingError:
            continue
    raise ChromiumMissingError(_ADVICE)


def _candidates() -> Iterator[Path]:
    chosen = os.environ.get(CHOICE)
    if chosen:
        yield Path(chosen)
        return
    # The system's own folders too: a PATH cut short must not hide what apt has just installed.
    places = os.pathsep.join([os.environ.get("PATH", ""), os.defpath])
    yield from (Path(path) for name in _NAMES if (path := shutil.which(name, path=places)))
    yield from (Path(path) for path in _MAC if Path(path).exists())
    yield from _playwrights_own()


def _playwrights_own() -> Iterator[Path]:
    # Asked in a process of its own: the sync API cannot start where an event loop already runs.
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    said = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=False)
    path = Path(said.stdout.strip())
    if said.returncode == 0 and path.is_file():
        yield path


def _starts(path: Path) -> bool:
    # Some systems put a script in its place that only tells how to install the real one.
    try:
        said = subprocess.run([str(path), "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0


def _run(command: list[str]) -> bool:
    print(f"No Chromium yet: {' '.join(command)}", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode == 0


if __name__ == "__main__":
    try:
        install()
    except ChromiumMissingError as missing:
        sys.exit(str(missing))
