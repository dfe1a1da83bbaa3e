from typing import Any

class BaseStorage:
    blocking: bool
    def dequeue(self) -> bytes | None: ...

class SqliteStorage(BaseStorage):
    begin_sql: str
    integrity_error: type[Exception]
    operational_error: type[Exception]
    filename: str
    def _create_connection(self) -> Any: ...
    def _set_journal_mode(self, conn: Any) -> None: ...
