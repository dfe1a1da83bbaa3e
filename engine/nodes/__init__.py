"""The node catalogue: one file per kind. A new kind is a new file here and no edit elsewhere."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from engine.errors import EngineError
from engine.kinds import Catalogue, Kind


@cache
def builtin() -> Catalogue:
    """Import every file of this folder and give the kinds declared there.

    Raises `EngineError` when two files declare the same kind and version.
    """
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    kinds: dict[tuple[str, int], Kind] = {}
    for name in names:
        module = import_module(f"{__name__}.{name}")
        for kind in [value for value in vars(module).values() if isinstance(value, Kind)]:
            if kinds.setdefault((kind.name, kind.version), kind) is not kind:
                raise EngineError(
                    f"Two files declare the kind {kind.name!r}, version {kind.version}.",
                    where=module.__name__,
                    fix="Rename one of them, or raise its version.",
                )
    return Catalogue(kinds.values())
