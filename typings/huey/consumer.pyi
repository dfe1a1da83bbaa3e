import threading

from huey import Huey

class Worker:
    def __init__(
        self,
        huey: Huey,
        stop_flag: threading.Event,
        default_delay: float,
        max_delay: float,
        backoff: float,
        max_tasks: int | None = ...,
    ) -> None: ...
    def initialize(self) -> None: ...
    def loop(self, now: object = ...) -> None: ...
