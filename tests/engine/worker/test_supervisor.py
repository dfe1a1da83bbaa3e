"""Life files: who is alive, told by the kernel."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.ids import WorkerId
from engine.worker.liveness import LockFile, LockFileRecords

ROOT = Path(__file__).resolve().parents[3]
HOLDER = """
import sys
import time
from pathlib import Path
from engine.ids import WorkerId
from engine.worker.liveness import LockFile
LockFile(Path(sys.argv[1]), WorkerId("k3f9a:1")).hold()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def lock_file(tmp_path: Path) -> LockFile:
    return LockFile(tmp_path, WorkerId("k3f9a:1"))


def test_a_process_lives_until_the_kernel_lets_go_of_its_file(
    holder: subprocess.Popen[bytes], lock_file: LockFile, tmp_path: Path
) -> None:
    assert lock_file.dead() is False
    assert LockFileRecords(tmp_path).all() == [WorkerId("k3f9a:1")]
    holder.kill()
    holder.wait()
    assert lock_file.dead() is True
    lock_file.remove()
    assert lock_file.dead() is None
    assert LockFileRecords(tmp_path).all() == []


def test_a_paused_process_lives(holder: subprocess.Popen[bytes], lock_file: LockFile) -> None:
    os.kill(holder.pid, signal.SIGSTOP)
    assert lock_file.dead() is False
    assert lock_file.kill()
    assert holder.wait(10) == -signal.SIGKILL
    assert lock_file.dead() is True
    assert lock_file.kill(), "it is dead"


def test_a_process_of_another_container_is_out_of_reach(
    holder: subprocess.Popen[bytes], lock_file: LockFile, tmp_path: Path
) -> None:
    """Its id is somebody else's here."""
    (tmp_path / "alive.k3f9a.1").write_text(f"{holder.pid} pid:[1]")
    assert not lock_file.kill()
    assert holder.poll() is None


def test_a_process_without_its_file_is_out_of_reach(
    holder: subprocess.Popen[bytes], lock_file: LockFile, tmp_path: Path
) -> None:
    (tmp_path / "alive.k3f9a.1").unlink()
    assert lock_file.dead() is None
    assert not lock_file.kill()
    assert holder.poll() is None


def test_two_who_ask_about_a_dead_one_do_not_see_each_other(lock_file: LockFile, tmp_path: Path) -> None:
    """The lock one of them holds for a moment must not make the other believe that the dead one lives."""
    os.close(lock_file.hold())
    asking = os.open(tmp_path / "alive.k3f9a.1", os.O_RDWR)
    with contextlib.closing(os.fdopen(asking)):
        import fcntl  # noqa: PLC0415 - what `dead` does while it looks

        fcntl.flock(asking, fcntl.LOCK_SH | fcntl.LOCK_NB)
        assert lock_file.dead() is True


def test_a_file_cleared_away_while_it_is_taken_is_made_again(
    lock_file: LockFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl  # noqa: PLC0415

    real, path, draft = fcntl.flock, tmp_path / "alive.k3f9a.1", tmp_path / "alive.k3f9a.1.new"
    cleared: list[int] = []

    def clear_first(descriptor: int, how: int) -> None:
        assert not path.exists(), "seen unlocked, its process would be taken for dead"
        if not cleared:
            cleared.append(descriptor)
            draft.unlink()  # between opening and locking
        real(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", clear_first)
    descriptor = lock_file.hold()
    assert cleared
    assert os.path.samestat(os.fstat(descriptor), path.stat())
    os.close(descriptor)


def test_a_file_that_is_removed_is_made_again_by_its_process(lock_file: LockFile, tmp_path: Path) -> None:
    """Folders for temporary files are cleaned by age, or whole."""
    descriptor, path = lock_file.hold(), tmp_path / "alive.k3f9a.1"
    assert lock_file.kept(descriptor) == descriptor
    os.utime(path, (1e9, 1e9))
    descriptor = lock_file.kept(descriptor)
    assert path.stat().st_mtime > time.time() - 60
    path.unlink()
    descriptor = lock_file.kept(descriptor)
    assert lock_file.dead() is False
    assert path.read_text().split()[0] == str(os.getpid())
    os.close(descriptor)
    assert lock_file.dead() is True


def test_a_process_keeps_its_file_for_as_long_as_it_lives(
    lock_file: LockFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.worker.liveness.KEEP_S", 0.01)
    folder = tmp_path / "wake"
    lock_file = LockFile(folder, WorkerId("k3f9a:1"))
    with lock_file.held():
        (folder / "alive.k3f9a.1").unlink()
        folder.rmdir()
        until(lambda: lock_file.dead() is False)
    assert lock_file.dead() is None
    with pytest.raises(ZeroDivisionError), lock_file.held():
        raise ZeroDivisionError
    assert lock_file.dead() is not None, "what it held is taken back at once"


PARENT = """
import subprocess, sys
from pathlib import Path
from engine.ids import WorkerId
from engine.worker.liveness import LockFileRecords
from engine.worker.supervisor import ProcessSpec, Supervisor

def main(worker, stop):
    started = subprocess.Popen(["sleep", "600"])
    print(worker, started.pid, flush=True)
    stop.wait(600)

raise SystemExit(Supervisor(WorkerId("k3f9a"), [ProcessSpec("sync", main)], LockFileRecords(Path(sys.argv[1]))).run())
"""


def gone(pid: int) -> bool:
    """Whether a process has ended; a zombie nobody has waited for yet has."""
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_what_a_child_has_started_ends_with_it(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    try:
        worker, first = parent.stdout.readline().decode().split()
        LockFile(tmp_path, WorkerId(worker)).kill()
        until(lambda: gone(int(first)))
        _, second = parent.stdout.readline().decode().split()  # of the child that took its place
        parent.terminate()
        assert parent.wait(20) == 0
        until(lambda: gone(int(second)))
    finally:
        parent.kill()
        parent.communicate()
