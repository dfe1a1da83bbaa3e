"""The worker's parent: forks children, starts dead ones again, drains on a signal. Knows no database and no queue.

It imports once and forks, so a child is there within milliseconds and shares its memory. It holds no connection
and no thread: both would not survive a fork.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from engine.ids import WorkerId
from engine.worker.liveness import end_group
from engine.worker.ports import LivenessRecords
from engine.worker.stop import Stop

log = logging.getLogger("treadle.supervisor")
DRAIN_S = 30.0
CALM_S = 5.0
"""A child that has lived for so long is started again at once; one that dies young waits, up to this long."""
ENDING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
SIGNALS = {signal.SIGCHLD, signal.SIGALRM, *ENDING}
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """A child to keep running. `main(worker, stop)` is called in it and returns once `stop` is set.

    `last`: it is told to stop only when all others have ended, because they need it until then.
    """

    role: str
    main: Callable[[WorkerId, Stop], None]
    last: bool = False


@dataclass(slots=True)
class Child:
    """The process that runs for a spec at present."""

    spec: ProcessSpec
    pid: int
    began: float
    young_deaths: int = 0


class Supervisor:
    """Keeps one child per spec until told to stop. A second signal ends everything now."""

    def __init__(self, group: WorkerId, specs: list[ProcessSpec], records: LivenessRecords) -> None:
        self._group = group
        self._specs = specs
        self._records = records
        self._children: dict[int, Child] = {}
        self._late: list[tuple[float, ProcessSpec, int]] = []
        self._count = 0

    def run(self) -> int:
        """Run until a signal; returns the exit code, 0 after a complete drain."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        signal.signal(
            signal.SIGCHLD, lambda _number, _frame: None
        )  # elsewhere one that is ignored is not waited for
        for spec in self._specs:
            self._fork(spec, 0)
        while True:
            received = self._wait()
            if received in ENDING:
                return self._drain()
            self._reap()
            self._start_late()

    def _wait(self) -> int:
        if self._late:
            signal.setitimer(signal.ITIMER_REAL, max(0.01, self._late[0][0] - time.monotonic()))
        return signal.sigwait(SIGNALS)

    def _fork(self, spec: ProcessSpec, young_deaths: int) -> None:
        self._count += 1
        worker = WorkerId(f"{self._group}:{self._count}")
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                self._be(spec, worker, parent)
                code = 0
            except BaseException:
                log.exception("%s worker %s died", spec.role, worker)
            finally:
                sys.stderr.flush()
                os._exit(code)
        self._children[pid] = Child(spec, pid, time.monotonic(), young_deaths)

    def _be(self, spec: ProcessSpec, worker: WorkerId, parent: int) -> None:
        die_with_parent(parent, signal.SIGKILL)
        os.setpgid(
            0, 0
        )  # a group of its own: what it starts (interpreters of user code) can be ended with it
        stop = Stop()
        signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        with self._records.held(worker):
            spec.main(worker, stop)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            child = self._children.pop(pid, None)
            if child is None:
                continue
            end_group(pid)
            young = time.monotonic() - child.began < CALM_S
            deaths = child.young_deaths + 1 if young else 0
            wait = min(0.05 * 2**deaths, CALM_S) if deaths > 1 else 0.0
            log.warning("%s worker (pid %d) ended, %s; starting another", child.spec.role, pid, _how(status))
            self._late.append((time.monotonic() + wait, child.spec, deaths))
            self._late.sort(key=lambda late: late[0])
        self._start_late()

    def _start_late(self) -> None:
        while self._late and self._late[0][0] <= time.monotonic():
            _, spec, deaths = self._late.pop(0)
            self._fork(spec, deaths)

    def _drain(self) -> int:
        self._tell_to_stop(last=False)
        deadline = time.monotonic() + DRAIN_S
        while self._children:
            signal.setitimer(signal.ITIMER_REAL, max(0.01, deadline - time.monotonic()))
            received = signal.sigwait(SIGNALS)
            # A parent's death is told once per thread it had; only a person's second signal means "now".
            if received in {signal.SIGTERM, signal.SIGINT} or time.monotonic() >= deadline:
                return self._end_now()
            with contextlib.suppress(ChildProcessError):
                while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
                    end_group(pid)
                    self._children.pop(pid, None)
            self._tell_to_stop(last=True)
        return 0

    def _tell_to_stop(self, *, last: bool) -> None:
        if last and any(not child.spec.last for child in self._children.values()):
            return
        for child in self._children.values():
            if child.spec.last <= last:
                os.kill(child.pid, signal.SIGTERM)

    def _end_now(self) -> int:
        for pid in self._children:
            end_group(pid)
            with contextlib.suppress(ProcessLookupError):  # it may not have made its group yet
                os.kill(pid, signal.SIGKILL)
        for pid in self._children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        return 1


def new_group() -> WorkerId:
    """Name a worker group; random, so that no two ever share a heartbeat row."""
    return WorkerId(secrets.token_hex(4))


def die_with_parent(parent: int, how: signal.Signals) -> None:
    """Ask the kernel (Linux) to send this process a signal when its parent dies; elsewhere `pools.orphaned` looks."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(how))
        if os.getppid() != parent:
            os._exit(1)


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"with code {code}"
