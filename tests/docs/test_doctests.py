"""The examples in docstrings, of every module."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Iterator

import pytest

PACKAGES = ("app", "editor", "engine", "storage")


def modules() -> Iterator[str]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not found.name.endswith(".__main__") and ".migrations" not in found.name:
                yield found.name


@pytest.mark.parametrize("package", PACKAGES)
def test_the_examples_in_docstrings_are_right(package: str) -> None:
    tried = 0
    for name in modules():
        if name.partition(".")[0] == package:
            failed, count = doctest.testmod(importlib.import_module(name))
            assert failed == 0, name
            tried += count
    assert tried > 0 or package == "storage", f"no docstring of {package} holds an example"
