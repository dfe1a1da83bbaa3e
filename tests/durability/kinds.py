"""Node kinds of these tests: sync steps with effects, and steps that fail. Loaded by TREADLE_PLUGINS."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

from engine.errors import TransientError
from engine.workflow.context import Context
from engine.workflow.declare import node
from engine.workflow.kinds import Example
from engine.workflow.ports import AnyValue, Many


class Sent(NamedTuple):
    receipt: AnyValue


NO_EXAMPLE = Example({}, {}, needs="network")


@node(title="Deliver", category="connect", icon="hash", pure=False, example=NO_EXAMPLE)
def deliver(ctx: Context, values: Many = (), *, url: str, hold: str = "") -> Sent:
    """Deliver to the ledger from this very process, then wait while the file `hold` exists."""
    request = urllib.request.Request(  # noqa: S310 - the tests' own ledger
        url, data=b"{}", method="POST", headers={"Idempotency-Key": ctx.idempotency_key}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        receipt = json.load(answer)
    while hold and Path(hold).exists():
        time.sleep(0.005)
    return Sent({**receipt, "pid": os.getpid(), "values": len(values)})


@node(title="Poison", category="connect", icon="hash", pure=False, example=NO_EXAMPLE)
def poison(ctx: Context, values: Many = (), *, tally: str) -> Sent:
    """Append a line to the file `tally`, then kill the worker."""
    with Path(tally).open("a") as file:
        file.write(f"{ctx.attempt}\n")
    os.kill(os.getpid(), signal.SIGKILL)
    return Sent(len(values))


@node(title="Poison, async", category="connect", icon="hash", pure=False, example=NO_EXAMPLE)
async def poison_async(ctx: Context, values: Many = (), *, tally: str) -> Sent:
    """Do the same on the async pool."""
    with Path(tally).open("a") as file:  # noqa: ASYNC230 - one line is all it writes
        file.write(f"{ctx.attempt}\n")
    os.kill(os.getpid(), signal.SIGKILL)
    return Sent(len(values))


@node(title="Flaky", category="connect", icon="hash", pure=False, example=NO_EXAMPLE)
def flaky(ctx: Context, values: Many = (), *, times: int = 1) -> Sent:
    """Fail the first `times` attempts."""
    if ctx.attempt <= times:
        raise TransientError(f"Attempt {ctx.attempt} is meant to fail.")
    return Sent({"attempt": ctx.attempt, "values": len(values)})


@node(title="Nothing", category="connect", icon="hash", example=Example({}, {}))
def nothing(values: Many = ()) -> Sent:
    """Do nothing."""
    return Sent(len(values))


@node(title="Block the loop", category="connect", icon="hash", pure=False, example=NO_EXAMPLE)
async def block_the_loop(values: Many = (), *, seconds: float = 60.0) -> Sent:
    """Block the event loop: nothing else on it goes on."""
    time.sleep(seconds)  # noqa: ASYNC251 - the very fault
    return Sent(len(values))
