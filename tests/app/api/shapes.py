"""What differs in an answer from the message it should be."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError


def differences(answer: object, type_: Any) -> list[str]:
    """Say where an answer is not of a type: missing, unknown and wrongly typed fields.

    It is read strictly and written again: a field that has a default in the model is missed too.
    """
    adapter = TypeAdapter(type_)
    try:
        message = adapter.validate_json(json.dumps(answer), strict=True)
    except ValidationError as error:
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return _unequal(answer, adapter.dump_python(message, mode="json", by_alias=True), "")


def _unequal(answer: object, again: object, where: str) -> list[str]:
    if isinstance(answer, dict) and isinstance(again, dict):
        return [
            line
            for key in answer | again
            for line in _unequal(answer.get(key), again.get(key), f"{where}.{key}")
        ] or ([] if answer.keys() == again.keys() else [f"{where}: {sorted(answer.keys() ^ again.keys())}"])
    if isinstance(answer, list) and isinstance(again, list) and len(answer) == len(again):
        pairs = enumerate(zip(answer, again, strict=True))
        return [line for i, (one, other) in pairs for line in _unequal(one, other, f"{where}[{i}]")]
    return [] if answer == again else [f"{where}: {answer!r} is {again!r}"]
