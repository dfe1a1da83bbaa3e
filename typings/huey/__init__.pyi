# The part of huey that engine/worker/queue.py uses; huey itself ships no types.
from collections.abc import Callable
from typing import Any

from huey.serializer import Serializer
from huey.storage import BaseStorage

class Huey:
    storage: Any
    def __init__(
        self,
        name: str = ...,
        results: bool = ...,
        store_none: bool = ...,
        utc: bool = ...,
        immediate: bool = ...,
        serializer: Serializer | None = ...,
        storage_class: type[BaseStorage] | None = ...,
        **storage_kwargs: Any,
    ) -> None: ...
    def task(self, *, name: str | None = ..., retries: int = ...) -> Callable[[Callable[..., Any]], Any]: ...
    def enqueue(self, task: Any) -> Any: ...
    def create_consumer(self, **options: Any) -> Any: ...

# Only the benchmark uses Huey's own SQLite storage.
class SqliteHuey(Huey): ...
