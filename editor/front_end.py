"""The built canvas, and whether it was built from the present sources.

The build hook imports this module by its path before anything is installed: it uses the standard library only.
"""

import hashlib
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
BUILT = ASSETS / "built"

_INPUTS = ("package.json", "package-lock.json", ".npmrc", "vite.config.ts", "tsconfig.json", "icons.json")
_INPUT_FOLDERS = ("src", "scripts", "public")


def sources(assets: Path = ASSETS) -> list[Path]:
    """Return the files that the built folder depends on, in the same order on every machine."""
    folders = [file for name in _INPUT_FOLDERS for file in (assets / name).rglob("*") if file.is_file()]
    singles = [assets / name for name in _INPUTS if (assets / name).is_file()]
    return sorted(folders + singles, key=lambda file: file.relative_to(assets).as_posix())


def fingerprint(assets: Path = ASSETS) -> str:
    """Return the SHA-256 of the names and contents of the sources, in hexadecimal."""
    digest = hashlib.sha256()
    for file in sources(assets):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(assets).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def stamp(assets: Path = ASSETS) -> Path:
    """Return the path of the file with the fingerprint of the built sources; it may not exist."""
    return assets / "built" / "stamp"


def is_current(assets: Path = ASSETS) -> bool:
    """Return whether the built canvas can be used: it was built from these sources, or shipped without sources."""
    if not (assets / "built" / "index.js").is_file():
        return False
    if not (assets / "src").is_dir():
        return True
    recorded = stamp(assets)
    return recorded.is_file() and recorded.read_text(encoding="ascii").strip() == fingerprint(assets)
