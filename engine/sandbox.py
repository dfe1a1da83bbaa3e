"""The Python code node: a small Python without files, network or environment, in a process of its own.

The code sees every input as a variable of that name and gives back a JSON value, in the first of these ways
that applies: `return value` at the top level, an expression on the last line, a variable called `result`.

    words = text.split()
    {"count": len(words), "longest": max(words, key=len)}

The language is pydantic-monty's subset of Python 3: functions, lambdas, closures, comprehensions, f-strings,
`match`, exceptions, `async`, and plain classes. Not in it: class inheritance, `yield`, `property` and other
method decorators, `del`, `globals()`. `MODULES` may be imported. Opening files, sockets, environment
variables and `time.sleep` are refused.

Time and memory are limited inside the interpreter, and its process is killed when it does not obey, so no
code can hold a worker of ours. What `print` writes goes to `on_print`, cut at `MAX_PRINTED`.
"""

from __future__ import annotations

import atexit
import keyword
import math
import os
import re
import threading
from typing import TYPE_CHECKING, cast

import pydantic_monty as monty

from engine.errors import AuthorError, EngineError, TransientError
from engine.values import INT64, MAX_DEPTH, Json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MAX_SOURCE = 100_000
"""Characters of source code."""
MAX_PRINTED = 64 * 1024
"""Bytes of printed output that are kept."""
MAX_RESULT = 16 * 1024 * 1024
"""How large a result may be, in bytes, counted roughly as JSON."""

MODULES = (
    "asyncio",
    "base64",
    "collections",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "math",
    "random",
    "re",
    "typing",
)
"""What code may import and find useful."""

_ITEM_SIZE = 16
_MAX_TRACE = 10_000
_GRACE_S = 1.0
_CHECKOUT_S = 30.0
_CHECK_LIMITS: monty.ResourceLimits = {"max_feed_duration_secs": 1.0, "max_memory": 64 * 1024 * 1024}
# A sleep would hold an interpreter without using its time limit; without a host to ask, it is refused.
_OS_POLICY: monty.OSPolicy = {"sleep": "call_host"}


class _Interpreters:
    """The pool of interpreter processes: made on first use, one per process of ours, closed at exit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: monty.Monty | None = None
        self._owner = 0

    def pool(self) -> monty.Monty:
        with self._lock:
            # After a fork the pool is still the parent's; a child using it would mix up two conversations.
            if self._pool is None or self._owner != os.getpid():
                self._pool = _start()
                self._owner = os.getpid()
            return self._pool

    def close(self) -> None:
        with self._lock:
            if self._pool is not None and self._owner == os.getpid():
                self._pool.__exit__(None, None, None)
            self._pool = None


def _start() -> monty.Monty:
    try:
        pool = monty.Monty(
            max_processes=max(4, os.cpu_count() or 1),
            checkout_timeout=_CHECKOUT_S,
            max_checkouts_per_worker=500,
            feed_duration_limit_grace=_GRACE_S,
        )
        return pool.__enter__()
    except (OSError, RuntimeError) as error:
        raise EngineError(
            "The Python interpreter for code nodes could not be started.",
            why=str(error),
            fix="Install pydantic-monty again (its “monty” program is missing or cannot run here).",
        ) from error


_INTERPRETERS = _Interpreters()
atexit.register(_INTERPRETERS.close)


def run_code(
    source: str,
    inputs: Mapping[str, Json],
    *,
    timeout_s: float = 5.0,
    memory_mb: int = 128,
    on_print: Callable[[str], None] | None = None,
) -> Json:
    """Run `source` with `inputs` as variables and return its JSON value. Blocks; call it in a thread.

    `timeout_s` is seconds of running, `memory_mb` mebibytes for everything the code holds. Raises
    `AuthorError` for an error in the code (line in `where`, trace in `details["trace"]`), a limit reached,
    or a result that is not JSON; `TransientError` when no interpreter came free or its process was lost.
    """
    _check_source(source)
    _check_names(inputs)
    printed = monty.CollectString(max_bytes=MAX_PRINTED)
    limits: monty.ResourceLimits = {
        "max_feed_duration_secs": timeout_s,
        "max_memory": memory_mb * 1024 * 1024,
        "max_suspensions": 100,
    }
    try:
        with _INTERPRETERS.pool().checkout(limits=limits, os_policy=_OS_POLICY) as session:
            value = session.feed_run(source, inputs=dict(inputs), print_callback=printed)
            if value is None and "result" not in inputs:
                value = _variable_result(session)
    except monty.MontyError as error:
        raise _failure(error, timeout_s, memory_mb, inputs) from error
    except TimeoutError as error:
        raise TransientError(
            "No Python interpreter came free.",
            why=f"All of them were busy for {_CHECKOUT_S:g} seconds.",
            fix="Run fewer code nodes at once, or give them less time.",
        ) from error
    finally:
        if on_print is not None and printed.output:
            on_print(printed.output)
    return _as_json(value)


def check_code(source: str) -> list[str]:
    """List what keeps `source` from running, without running it; empty when nothing is found.

    Each entry reads `line 3: …`. Only the first problem is found, as parsing stops there.
    """
    try:
        _check_source(source)
        with _INTERPRETERS.pool().checkout(limits=_CHECK_LIMITS, os_policy=_OS_POLICY) as session:
            # The whole text is parsed before its first line runs, and that line leaves.
            session.feed_run("return\n" + source, print_callback=monty.CollectString(max_bytes=0))
    except monty.MontyError as error:
        line = _line(error)
        return [f"line {max(1, line - 1)}: {_message(error)}" if line else _message(error)]
    except AuthorError as error:
        return [error.what + " " + error.why]
    return []


def _check_source(source: str) -> None:
    if len(source) > MAX_SOURCE:
        raise AuthorError(
            "The code is too long.",
            why=f"It has {len(source):,} characters; {MAX_SOURCE:,} are allowed.",
            fix="Move data into an input, or split the code into two nodes.",
        )


def _check_names(inputs: Mapping[str, Json]) -> None:
    for name in inputs:
        if not name.isidentifier() or keyword.iskeyword(name):
            raise AuthorError(
                f"The input “{name[:60]}” cannot be a variable.",
                why="A variable's name has letters, digits and _ and does not start with a digit.",
                fix="Rename the input.",
            )


def _variable_result(session: monty.MontySession) -> Json:
    try:
        return session.feed_run("result")
    except monty.MontyRuntimeError as error:
        if isinstance(error.exception(), NameError):
            return None
        raise


def _failure(
    error: monty.MontyError, timeout_s: float, memory_mb: int, inputs: Mapping[str, Json]
) -> AuthorError | TransientError:
    message, line = _message(error), _line(error)
    where = f"line {line}" if line else ""
    trace = _trace(error)
    if isinstance(error, monty.MontyCrashedError):
        return _lost(error, timeout_s)
    inner = error.exception()
    if isinstance(inner, TimeoutError):
        return AuthorError(
            f"The code ran longer than {timeout_s:g} seconds and was stopped.",
            where=where,
            why="It reached its time limit.",
            fix="Look for a loop that does not end, work on less data, or raise the node's time limit.",
            details={"limit": "time", "trace": trace},
        )
    if isinstance(inner, MemoryError):
        return AuthorError(
            f"The code needed more than {memory_mb} MB of memory and was stopped.",
            where=where,
            why=message,
            fix="Work on less data at once, print less, or raise the node's memory limit.",
            details={"limit": "memory", "trace": trace},
        )
    return AuthorError(
        "The code cannot be read." if isinstance(error, monty.MontySyntaxError) else "The code failed.",
        where=where,
        why=message,
        fix=_fix(inner, line, inputs),
        details={"trace": trace},
    )


def _fix(inner: BaseException, line: int, inputs: Mapping[str, Json]) -> str:
    correct = f"Correct line {line} of the code." if line else "Correct the code."
    if isinstance(inner, NameError):
        return f"{correct} The inputs are: {', '.join(list(inputs)[:20]) or 'none'}."
    if isinstance(inner, ImportError):
        return f"{correct} Modules to import: {', '.join(MODULES)}."
    return correct


def _lost(error: monty.MontyCrashedError, timeout_s: float) -> AuthorError | TransientError:
    if error.timed_out:
        return AuthorError(
            f"The code ran longer than {timeout_s:g} seconds and was killed.",
            why="It did not stop at its time limit.",
            fix="Work on less data in one step, or raise the node's time limit.",
            details={"limit": "time", "trace": str(error)},
        )
    return TransientError(
        "The Python interpreter was lost while it ran the code.",
        why=str(error)[:500],
        fix="Try again; if it happens each time, simplify the code.",
    )


def _message(error: monty.MontyError) -> str:
    text = str(error).strip()[:2000]
    name = "SyntaxError: " if isinstance(error, monty.MontySyntaxError) else ""
    return text if text.startswith(name) else name + text


def _line(error: monty.MontyError) -> int:
    """Return the line where the error arose (1 is the first), or 0 when it has none."""
    if not isinstance(error, (monty.MontyRuntimeError, monty.MontySyntaxError)):
        return 0
    frames = error.traceback()
    return frames[-1].line if frames else 0


def _trace(error: monty.MontyError) -> str:
    if not isinstance(error, (monty.MontyRuntimeError, monty.MontySyntaxError)):
        return str(error)[:_MAX_TRACE]
    return re.sub(r'File "<python-input-\d+>"', 'File "code"', error.display())[:_MAX_TRACE]


def _as_json(value: object) -> Json:
    """Copy a result as strict JSON: tuples become lists, and anything JSON has not is refused."""
    return _Copy().of(value, "the result", 0)


class _Copy:
    """One copy of one result, counting its size as it will be written.

    A value the code shares between many places is small in the interpreter and can be astronomically large
    as JSON.
    """

    def __init__(self) -> None:
        self._size = 0

    def of(self, value: object, path: str, depth: int) -> Json:
        self._spend(value)
        if depth >= MAX_DEPTH and isinstance(value, (list, tuple, dict)):
            raise _refused(f"It nests deeper than {MAX_DEPTH} levels.", "Return a flatter value.")
        match value:
            case None | bool() | str():
                return value
            case int() if value in INT64:
                return value
            case int():
                raise _refused(f"{path} is a whole number beyond 64 bit.", "Return it as text: str(number).")
            case float() if math.isfinite(value):
                return value
            case float():
                raise _refused(f"{path} is {value}.", "JSON has no such number; return None instead.")
            case list() | tuple():
                items = cast("Sequence[object]", value)
                return [self.of(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(items)]
            case dict():
                entries = cast("dict[object, object]", value).items()
                return {
                    self._key(key, path): self.of(item, f"{path}[{key!r}]", depth + 1)
                    for key, item in entries
                }
            case _:
                raise _refused(f"{path} is a {_kind(value)}.", _REMEDIES.get(_kind(value), _REMEDY))

    def _spend(self, value: object) -> None:
        self._size += _ITEM_SIZE + (len(value) if isinstance(value, str) else 0)
        if self._size > MAX_RESULT:
            raise _refused(
                f"It is larger than {MAX_RESULT // 1024**2} MB.", "Return less, or in several items."
            )

    def _key(self, key: object, path: str) -> str:
        if isinstance(key, str):
            self._spend(key)
            return key
        raise _refused(f"{path} has the key {key!r:.60}, which is not text.", "Use text as keys: str(key).")


_REMEDY = "Return text, numbers, True, False, None, lists and dicts with text as keys."
_REMEDIES = {
    "set": "Return a list instead: sorted(values).",
    "frozenset": "Return a list instead: sorted(values).",
    "bytes": "Return text instead: data.decode().",
    "datetime": "Return text instead: moment.isoformat().",
    "date": "Return text instead: day.isoformat().",
    "Decimal": "Return float(number) or str(number).",
}


def _kind(value: object) -> str:
    return (
        str(getattr(value, "name", "object"))
        if isinstance(value, monty.MontyClassProxy)
        else type(value).__name__
    )


def _refused(why: str, fix: str) -> AuthorError:
    return AuthorError("The code's result is not JSON.", why=why[:1].upper() + why[1:], fix=fix)
