"""Lock files of processes: which of them live, told by the kernel."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Generator
from contextlib import AbstractContextManager
from pathlib import Path

from engine.ids import WorkerId

log = logging.getLogger("treadle.supervisor")
KEEP_S = 1.0
"""How often a process looks whether its lock file is still in its place."""
TOUCH_S = 3600.0


class LockFile:
    """A file a process keeps locked: whoever can take the lock knows that it is dead. The kernel lets go of it.

    It holds the process's id and the namespace (the container) in which that id means something.
    """

    def __init__(self, folder: Path, worker: WorkerId) -> None:
        self._path = folder / f"alive.{worker.replace(':', '.')}"

    @contextlib.contextmanager
    def held(self) -> Generator[None]:
        """Hold it for this process; where somebody removes the file meanwhile, make it again."""
        descriptor, ended = self.hold(), threading.Event()

        def keep() -> None:
            nonlocal descriptor
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())  # they are the main thread's
            while not ended.wait(KEEP_S):
                try:
                    descriptor = self.kept(descriptor)
                except OSError as error:
                    log.warning("the lock file could not be made again: %s", error)

        thread = threading.Thread(target=keep, daemon=True, name="liveness")
        thread.start()
        yield
        # Not after an exception: its steps are taken back at once while the file is there, and later without.
        ended.set()
        thread.join()
        os.close(descriptor)
        self.remove()

    def hold(self) -> int:
        """Make it, locked from the first moment it can be seen; the descriptor must stay open."""
        draft = self._path.with_name(f"{self._path.name}.new")
        while True:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                os.truncate(descriptor, 0)
                os.write(descriptor, f"{os.getpid()} {_namespace()}".encode())
                draft.rename(self._path)
            except FileNotFoundError:  # whoever clears dead files away took it before it was locked
                os.close(descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            else:
                return descriptor

    def kept(self, descriptor: int) -> int:
        """Return the descriptor to hold from now on: another one where the file is gone from its place.

        What has not been touched for days is removed from folders for temporary files.
        """
        with contextlib.suppress(FileNotFoundError):
            found = self._path.stat()
            if os.path.samestat(os.fstat(descriptor), found):
                if time.time() - found.st_mtime > TOUCH_S:
                    os.utime(descriptor)
                return descriptor
        again = self.hold()
        os.close(descriptor)
        return again

    def dead(self) -> bool | None:
        """Return whether its process is gone; None where there is no such file here, which tells nothing."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            # Shared: two who ask do not see each other.
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(descriptor)
        return True

    def kill(self) -> bool:
        """End its process, if it lives, and what that has started; False where it may live out of reach."""
        dead = self.dead()
        if dead is not False:
            return dead is True
        try:
            pid, namespace = self._path.read_text().split()
            if namespace != _namespace():
                return False
            end_group(int(pid))
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            return True
        except (FileNotFoundError, ValueError, PermissionError):
            return False
        return True

    def remove(self) -> None:
        """Forget a dead process."""
        self._path.unlink(missing_ok=True)


class LockFileRecords:
    """`LivenessRecords` by lock files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def held(self, worker: WorkerId) -> AbstractContextManager[None]:
        """Mark this process as the living `worker` for as long as the block runs."""
        return LockFile(self._folder, worker).held()

    def dead(self, worker: WorkerId) -> bool | None:
        """Return whether the process is gone; None where there is no such file here, which tells nothing."""
        return LockFile(self._folder, worker).dead()

    def kill(self, worker: WorkerId) -> bool:
        """End the process and what it has started; return False where it may live out of reach."""
        return LockFile(self._folder, worker).kill()

    def all(self) -> list[WorkerId]:
        """Return the workers that have such a file."""
        return [
            WorkerId(path.name.removeprefix("alive.").replace(".", ":"))
            for path in self._folder.glob("alive.*")
        ]

    def remove(self, worker: WorkerId) -> None:
        """Forget a dead process."""
        LockFile(self._folder, worker).remove()


def end_group(pid: int) -> None:
    """Kill a child's group: itself if it lives, and what it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _namespace() -> str:
    """Name the container whose process ids these are; outside of Linux there is one."""
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return "-"
