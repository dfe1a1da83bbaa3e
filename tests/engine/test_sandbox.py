from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from engine import sandbox
from engine.errors import AuthorError
from engine.sandbox import check_code, run_code
from engine.values import MAX_DEPTH, check
from tests.bounds import does_not_hang


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("text.upper()", "HELLO"),
        ("return len(text)", 5),
        ("if n > 2:\n    return 'many'\nreturn 'few'", "many"),
        ("words = text.split()\nresult = {'count': len(words)}", {"count": 1}),
        ("result = 5\nprint('shown')", 5),
        ("result = 5\n6", 6),
        ("x = 1", None),
        ("", None),
        ("(1, 2.5, None, True)", [1, 2.5, None, True]),
        ("import json, math, re\njson.loads('[1]') + [math.floor(2.5)]", [1, 2]),
        ("[item['n'] * 2 for item in items if item['n'] > 1]", [4]),
        ("def double(x):\n    return x * 2\ndouble(n)", 6),
    ],
)
def test_code_gives_a_value(source: str, expected: object) -> None:
    inputs = {"text": "hello", "n": 3, "items": [{"n": 1}, {"n": 2}]}
    assert run_code(source, inputs) == expected
    assert inputs == {"text": "hello", "n": 3, "items": [{"n": 1}, {"n": 2}]}


def test_an_input_called_result_is_not_taken_for_the_result() -> None:
    assert run_code("x = result + 1", {"result": 1}) is None
    assert run_code("result + 1", {"result": 1}) == 2


def test_one_run_leaves_nothing_for_the_next() -> None:
    for _ in range(8):
        assert run_code("left_behind = 1\nresult = 2", {}) == 2
        assert refusal("left_behind").why.startswith("NameError")


def test_printed_text_is_handed_over_also_when_the_code_fails() -> None:
    printed: list[str] = []
    assert run_code("print('a', 1)\nprint('b')\n7", {}, on_print=printed.append) == 7
    with pytest.raises(AuthorError):
        run_code("print('before')\n1 / 0", {}, on_print=printed.append)
    assert printed == ["a 1\nb\n", "before\n"]


def refusal(
    source: str, inputs: dict[str, Any] | None = None, *, timeout_s: float = 5.0, memory_mb: int = 128
) -> AuthorError:
    with pytest.raises(AuthorError) as caught:
        run_code(source, inputs or {}, timeout_s=timeout_s, memory_mb=memory_mb)
    return caught.value


def test_an_error_names_its_line_and_carries_a_trace() -> None:
    error = refusal("def half(x):\n    return x / 0\n\nhalf(n)", {"n": 1})
    assert error.what == "The code failed."
    assert error.where == "line 2"
    assert error.why == "ZeroDivisionError: division by zero"
    assert error.details["trace"].splitlines() == [
        "Traceback (most recent call last):",
        '  File "code", line 4, in <module>',
        "    half(n)",
        "    ~~~~~~~",
        '  File "code", line 2, in half',
        "    return x / 0",
        "           ~~~~~",
        "ZeroDivisionError: division by zero",
    ]


def test_a_syntax_error_says_so() -> None:
    error = refusal("x = 1\ny = = 2")
    assert (error.what, error.where) == ("The code cannot be read.", "line 2")


def test_an_unknown_name_or_module_is_met_with_what_there_is() -> None:
    assert refusal("txet", {"text": "", "n": 1}).fix == "Correct line 1 of the code. The inputs are: text, n."
    assert "json, math" in refusal("import pandas").fix


@pytest.mark.parametrize("module", sandbox.MODULES)
def test_each_module_named_can_be_imported(module: str) -> None:
    assert run_code(f"import {module}\n1", {}) == 1


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "sum(i * i for i in range(10**12))",
        "while True: print('x' * 1000)",
    ],
)
def test_the_time_limit_is_real(source: str) -> None:
    with does_not_hang():
        error = refusal(source, timeout_s=0.3)
    assert error.details["limit"] in ("time", "memory")


@pytest.mark.parametrize(
    "source",
    [
        "[0] * 10**9",
        "kept = []\nwhile True: kept.append('x' * 10000)",
        "'x' * 60_000_000 + 'y'",
        "2 ** 10**9",
        "list(range(10**8))",
        "'x'.ljust(10**9)",
        "'x,' * 10**7 + 'y' * 10**7",
        "s = 'x' * 10**6\ns.replace('x', s)",
    ],
)
def test_the_memory_limit_is_real(source: str) -> None:
    error = refusal(source, memory_mb=16)
    assert error.details["limit"] == "memory"
    assert "16 MB" in error.what
    assert run_code("1", {}) == 1


@pytest.mark.parametrize(
    "source",
    [
        "open('/etc/passwd').read()",
        "import os\nos.environ['PATH']",
        "import os\nos.listdir('/')",
        "import os\nos.system('true')",
        "import socket",
        "import subprocess",
        "import ctypes",
        "import urllib.request",
        "import pathlib\npathlib.Path('/etc/passwd').read_text()",
        "import time\ntime.sleep(60)",
        "__import__('os').system('true')",
        "().__class__.__base__.__subclasses__()",
        "(lambda: 0).__globals__",
        "def f(): pass\nf.__code__",
        "import sys\nsys.modules['os']",
        'eval(\'__import__("os").system("true")\')',
        "exec('import socket')",
    ],
)
def test_nothing_outside_is_reached(source: str) -> None:
    with does_not_hang():
        assert refusal(source).details["trace"]


@pytest.mark.parametrize(
    ("source", "why", "fix"),
    [
        ("{1, 2}", "The result is a set.", "sorted(values)"),
        ("[1, float('nan')]", "The result[1] is nan.", "None"),
        ("float('inf')", "The result is inf.", "None"),
        ("{'a': {1: 2}}", "The result['a'] has the key 1", "str(key)"),
        ("10 ** 20", "beyond 64 bit", "str(number)"),
        ("b'x'", "is a bytes", "decode"),
        ("import datetime\ndatetime.datetime(2026, 1, 1)", "is a datetime", "isoformat"),
        ("class Point:\n    x = 1\nPoint()", "is a Point", "dicts"),
        ("a = []\nfor i in range(200): a = [a]\na", "nests deeper", "flatter"),
        ("a = [1]\nfor i in range(60): a = [a, a]\na", "larger than 16 MB", "less"),
        ("['x' * 10**6] * 1000", "larger than 16 MB", "less"),
    ],
)
def test_a_result_that_is_not_json_is_refused(source: str, why: str, fix: str) -> None:
    error = refusal(source)
    assert error.what == "The code's result is not JSON."
    assert why in error.why
    assert fix in error.fix


@pytest.mark.parametrize("innermost", ["1", "[]", "{}", "()"])
def test_a_result_nests_as_deep_as_a_value_may_and_no_deeper(innermost: str) -> None:
    levels = MAX_DEPTH - (innermost != "1")
    source = "a = {inner}\nfor i in range({levels}): a = [a]\na"
    check(run_code(source.format(inner=innermost, levels=levels), {}))
    assert "nests deeper" in refusal(source.format(inner=innermost, levels=levels + 1)).why


def test_an_integer_too_long_to_show_is_refused_too() -> None:
    assert refusal("10 ** 5000").what


@pytest.mark.parametrize("name", ["not a name", "class", "1st", ""])
def test_an_input_that_cannot_be_a_variable_is_refused(name: str) -> None:
    assert "cannot be a variable" in refusal("1", {name: 1}).what


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = 1\ny = = 2", "line 2: SyntaxError"),
        ("  x = 1", "line 1: SyntaxError"),
        ("def f(:\n  pass", "line 1: SyntaxError"),
        ("x = [1,\n", "SyntaxError"),
        ("class A(B):\n    pass", "line 1: NotImplementedError"),
        ("def f():\n    yield 1", "line 2: NotImplementedError"),
        ("(" * 5000, "SyntaxError"),
        ("x" * 200_000, "too long"),
    ],
)
def test_checking_finds_what_cannot_run(source: str, found: str) -> None:
    problems = check_code(source)
    assert len(problems) == 1
    assert found in problems[0]


@pytest.mark.parametrize(
    "source", ["", "1 / 0", "while True: pass", "import nosuch", "return x", "print('no')"]
)
def test_checking_runs_nothing(source: str) -> None:
    with does_not_hang():
        assert check_code(source) == []


def test_threads_share_the_interpreters() -> None:
    def one(number: int) -> object:
        return run_code("total = 0\nfor i in range(n): total += i\ntotal", {"n": number})

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(one, range(100))) == [sum(range(number)) for number in range(100)]


def test_a_killed_interpreter_is_replaced() -> None:
    assert run_code("1", {}) == 1
    for pid in interpreters(os.getpid()):
        os.kill(pid, signal.SIGKILL)
    outcomes = [attempt() for _ in range(8)]
    assert outcomes[-1] == 1


def attempt() -> object:
    try:
        return run_code("1", {})
    except sandbox.TransientError as error:
        return error


def interpreters(parent: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()]
    return [int(pid) for pid, ppid, args in rows if int(ppid) == parent and "monty" in args]


CHILD = """
import sys, threading
from engine.sandbox import run_code
run_code("1", {})
print("ready", flush=True)
if sys.argv[1] == "busy":
    run_code("while True: pass", {}, timeout_s=1.0)
elif sys.argv[1] == "wait":
    sys.stdin.read()
"""


def start(mode: str) -> tuple[subprocess.Popen[str], list[int]]:
    root = str(Path(sandbox.__file__).parents[1])
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, mode],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child, interpreters(child.pid)


def gone(pids: list[int], within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{pid}/stat").exists() and not is_zombie(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.skipif(not Path("/proc").exists(), reason="reads /proc")
@pytest.mark.parametrize("mode", ["wait", "busy"])
def test_interpreters_end_with_their_parent_even_when_it_is_killed(mode: str) -> None:
    child, pids = start(mode)
    assert pids
    with child:
        child.kill()
    assert gone(pids, within=5)


@pytest.mark.skipif(not Path("/proc").exists(), reason="reads /proc")
def test_interpreters_end_when_the_parent_exits() -> None:
    child, pids = start("exit")
    with child:
        assert child.wait(timeout=10) == 0
    assert gone(pids, within=2)
