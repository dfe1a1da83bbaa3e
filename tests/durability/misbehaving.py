"""Node kinds that raise what no node should. Loaded by TREADLE_PLUGINS."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from engine.workflow.context import Context
from engine.workflow.declare import node
from engine.workflow.ports import Many
from tests.durability.kinds import NO_EXAMPLE, Sent


def misbehave(how: str) -> None:
    """Raise the exception named by `how`."""
    match how:
        case "half a character":
            raise ValueError("caf\udce9.txt")
        case "exit":
            sys.exit(3)
        case "panic":
            raise BaseException("panic")  # noqa: TRY002 - the very fault
        case "cancelled":
            raise asyncio.CancelledError
        case "keyboard":
            raise KeyboardInterrupt
        case "own timeout":
            raise TimeoutError("the socket timed out")
        case _:
            pass


@node(title="Misbehave", category="connect", icon="hash", pure=False, example=NO_EXAMPLE)
def misbehave_sync(ctx: Context, values: Many = (), *, how: str = "") -> Sent:
    """Raise."""
    misbehave(how)
    return Sent(ctx.attempt)


@node(title="Misbehave, async", category="connect", icon="hash", pure=False, example=NO_EXAMPLE)
async def misbehave_async(ctx: Context, values: Many = (), *, how: str = "") -> Sent:
    """Raise, on the loop."""
    await asyncio.sleep(0)
    misbehave(how)
    return Sent(ctx.attempt)


@node(title="Take a while", category="connect", icon="hash", pure=False, example=NO_EXAMPLE)
async def take_a_while(ctx: Context, values: Many = (), *, hold: str) -> Sent:
    """Wait on the loop while the file `hold` exists."""
    while Path(hold).exists():  # noqa: ASYNC240, ASYNC110 - another process removes it
        await asyncio.sleep(0.01)
    return Sent(ctx.attempt)
