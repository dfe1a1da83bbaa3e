"""Waiting for one's turn to write.

SQLite's own busy handler sleeps for 1, 2, 5, 10 … 100 ms between two looks, and its lock goes to whoever looks
first: beside a process that writes without a pause, another one was seen to wait for seconds. Looking again after
a fraction of a millisecond costs a waiting process a few per cent of a core, and everybody gets the lock in turn.
"""

from __future__ import annotations

import time

from engine.sqlite import driver

PATIENCE_S = 30.0
"""How long a writer waits for its turn."""
FIRST_LOOK_S = 0.0001
SLOWEST_LOOK_S = 0.0005


def execute_when_unlocked(
    cursor: driver.Cursor,
    sql: str,
    patience_s: float | None = None,
    *,
    parameters: tuple[str | int, ...] = (),
) -> None:
    """Execute a statement that may find the database locked, on a connection without a busy handler.

    Raises the driver's `OperationalError` once the patience is used up, and every other error at once.
    """
    deadline, pause = None, FIRST_LOOK_S
    while True:
        try:
            cursor.execute(sql, parameters)
        except driver.OperationalError as error:
            now = time.monotonic()
            deadline = (
                now + (PATIENCE_S if patience_s is None else patience_s) if deadline is None else deadline
            )
            if "locked" not in str(error) or now >= deadline:
                raise
            time.sleep(pause)
            pause = min(pause * 1.2, SLOWEST_LOOK_S)
        else:
            return
