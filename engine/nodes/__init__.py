"""The node catalogue: one file per kind. A new kind is a new file here and no edit elsewhere.

Kinds of other packages come in by the names of their modules (`catalogue`).
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from engine import text
from engine.errors import AuthorError, EngineError
from engine.workflow.kinds import Catalogue, Kind


@cache
def builtin() -> Catalogue:
    """Import every file of this folder and give the kinds declared there.

    Raises `EngineError` when two files declare the same kind and version.
    """
    return Catalogue(_declared(_own_modules()))


@cache
def catalogue(plugins: tuple[str, ...] = ()) -> Catalogue:
    """Return the builtin kinds and those of further modules, by their dotted names.

    Raises `AuthorError` for a module that cannot be imported or declares no kind, `EngineError` when two modules
    declare the same kind and version.
    """
    return Catalogue(_declared([*_own_modules(), *plugins])) if plugins else builtin()


def warm() -> None:
    """Import what the kinds that run offline load on use, for a process that forks workers: each has it at once."""
    names = [found.name for found in pkgutil.iter_modules(text.__path__, f"{text.__name__}.")]
    for name in [*names, "engine.expressions.language", "engine.expressions.conditions"]:
        import_module(name)


def _own_modules() -> list[str]:
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    return [f"{__name__}.{name}" for name in names]


def _declared(modules: Iterable[str]) -> Iterable[Kind]:
    kinds: dict[tuple[str, int], Kind] = {}
    for name in modules:
        for kind in _kinds_of(name):
            if kinds.setdefault((kind.name, kind.version), kind) is not kind:
                raise EngineError(
                    f"Two files declare the kind {kind.name!r}, version {kind.version}.",
                    where=name,
                    fix="Rename one of them, or raise its version.",
                )
    return kinds.values()


def _kinds_of(module: str) -> list[Kind]:
    try:
        found = [value for value in vars(import_module(module)).values() if isinstance(value, Kind)]
    except ImportError as error:
        raise AuthorError(
            f"The node kinds of {module!r} cannot be loaded.",
            where="TREADLE_PLUGINS",
            why=str(error),
            fix="Install the package beside Treadle, or take the name out.",
        ) from error
    if not found:
        raise AuthorError(
            f"The module {module!r} declares no node kind.",
            where="TREADLE_PLUGINS",
            fix="Name the module in which the functions with @node stand.",
        )
    return found
