from typing import Any, Protocol

from huey import Huey

class StopFlag(Protocol):
    def is_set(self) -> bool: ...
    def wait(self, seconds: float, /) -> bool: ...

class Worker:
    huey: Any
    task_count: int
    def __init__(
        self,
        huey: Huey,
        stop_flag: StopFlag,
        default_delay: float,
        max_delay: float,
        backoff: float,
        max_tasks: int | None = ...,
    ) -> None: ...
    def initialize(self) -> None: ...
    def loop(self, now: object = ...) -> None: ...
