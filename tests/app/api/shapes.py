"""The JSON shapes that `assets/src/server/protocol.ts` declares, and what differs from them in an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROTOCOL = Path(__file__).resolve().parents[3] / "assets" / "src" / "server" / "protocol.ts"
_COMMENT = re.compile(r"//[^\n]*")
_INTERFACE = re.compile(r"export interface (\w+) \{(.*?)\n\}", re.DOTALL)
_NAMES = re.compile(r'export type (\w+) =\s*((?:\|?\s*"\w+"\s*)+);')
_PLAIN: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


@dataclass(frozen=True)
class Member:
    """One field of an interface."""

    type: str
    optional: bool


def interfaces() -> dict[str, dict[str, Member]]:
    """Read every interface's fields."""
    text = _COMMENT.sub("", PROTOCOL.read_text(encoding="utf-8"))
    return {name: members(body) for name, body in _INTERFACE.findall(text)}


def names() -> dict[str, set[str]]:
    """Read every type that is one of several names."""
    text = _COMMENT.sub("", PROTOCOL.read_text(encoding="utf-8"))
    return {name: set(re.findall(r'"(\w+)"', body)) for name, body in _NAMES.findall(text)}


def members(body: str) -> dict[str, Member]:
    """Read the fields between the braces of an object type.

    >>> members("a: string; b?: { c: number }[];")["b"]
    Member(type='{ c: number }[]', optional=True)
    """
    found = [part.partition(":") for part in _parts(" ".join(body.split()), ";")]
    return {name.rstrip("?"): Member(type_.strip(), name.endswith("?")) for name, _, type_ in found}


def _parts(text: str, separator: str) -> list[str]:
    """Split where no bracket is open."""
    parts, depth = [""], 0
    for char in text:
        depth += (char in "{[<") - (char in "}]>")
        if char == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def differences(value: Any, type_: str, where: str = "") -> list[str]:
    """Say where a JSON value is not of a TypeScript type: missing, unknown and wrongly typed fields."""
    found = [_one(value, option, where or type_) for option in _parts(type_, "|")]
    return min(found, key=len) if all(found) else []


def _one(value: Any, type_: str, where: str) -> list[str]:
    wrong = [f"{where}: {str(value)[:60]!r} is no {type_}"]
    if type_.endswith("[]"):
        inner = [type_[:-2]] * len(value) if isinstance(value, list) else None
    elif type_.startswith("["):
        inner = _parts(type_[1:-1], ",")
    else:
        return _object(value, type_, where) if isinstance(value, dict) else _scalar(value, type_, wrong)
    if inner is None or not isinstance(value, list) or len(value) != len(inner):
        return wrong
    pairs = enumerate(zip(value, inner, strict=True))
    return [line for i, (item, each) in pairs for line in differences(item, each, f"{where}[{i}]")]


def _scalar(value: Any, type_: str, wrong: list[str]) -> list[str]:
    if type_ in _PLAIN:
        fits = isinstance(value, _PLAIN[type_]) and (type_ == "boolean" or not isinstance(value, bool))
    elif type_.startswith('"'):
        fits = value == type_.strip('"')
    else:
        fits = type_ == "unknown" or value in names().get(type_, set())
    return [] if fits else wrong


def _object(value: dict[str, Any], type_: str, where: str) -> list[str]:
    if type_ == "unknown":
        return []
    if record := re.fullmatch(r"Record<string, (.+)>", type_):
        return [
            line for key, item in value.items() for line in differences(item, record[1], f"{where}.{key}")
        ]
    wanted = members(type_[1:-1]) if type_.startswith("{") else interfaces().get(type_)
    if wanted is None:
        return [f"{where}: an object is no {type_}"]
    found = [f"{where}.{key} is not in {type_}" for key in value if key not in wanted]
    for key, member in wanted.items():
        if key in value:
            found += differences(value[key], member.type, f"{where}.{key}")
        elif not member.optional:
            found.append(f"{where}.{key} is missing")
    return found
