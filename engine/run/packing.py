"""How values are stored: small ones inline in their event, large ones once, by content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson

from engine.errors import EngineError
from engine.ids import Hash
from engine.run.events import Outputs, Packed
from engine.values import DEFAULT_LIMIT_BYTES, Json, check, preview

INLINE_BYTES = 4096
"""Values up to this many bytes of JSON stay in the event."""

Load = Callable[[Hash], bytes | None]


@dataclass(slots=True)
class Packer:
    """Packs the values of one transaction and collects the blobs it must write along."""

    limit: int = DEFAULT_LIMIT_BYTES
    blobs: dict[Hash, bytes] = field(default_factory=dict[Hash, bytes])

    def pack(self, value: Json, *, where: str = "") -> Packed:
        """Return the stored form; raises `ValueRefusedError` for what is not strict JSON or too large."""
        encoded = check(value, limit=self.limit, where=where)
        if len(encoded) <= INLINE_BYTES:
            return {"v": value}
        hash_ = Hash(hashlib.sha256(encoded).hexdigest())
        self.blobs[hash_] = encoded
        return {"r": hash_, "n": len(encoded), "p": preview(value)}

    def outputs(self, values: Mapping[str, Json], *, where: str = "") -> Outputs:
        """Pack one value per port."""
        return {port: self.pack(value, where=f"{where}, output {port}") for port, value in values.items()}


def unpack(packed: Packed, load: Load) -> Json:
    """Return the value back, by `load` where it is kept by reference."""
    if "r" not in packed:
        return packed["v"]
    return orjson.loads(packed_bytes(packed, load))


def packed_bytes(packed: Packed, load: Load) -> bytes:
    """Return the value's JSON bytes without parsing them."""
    if "r" not in packed:
        return orjson.dumps(packed["v"])
    body = load(Hash(packed["r"]))
    if body is None:
        raise EngineError(
            f"A stored value is missing: {packed['r'][:12]}….", fix="Restore the database from a backup."
        )
    return body


def packed_preview(packed: Packed) -> str:
    """Return the one line that stands for a packed value."""
    return str(packed["p"]) if "r" in packed else preview(packed["v"])


def packed_size(packed: Packed) -> int:
    """Return the bytes of JSON a packed value has."""
    return int(packed["n"]) if "r" in packed else len(orjson.dumps(packed["v"]))
