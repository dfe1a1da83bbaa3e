from typing import Any

class Message:
    def __init__(self, *fields: Any) -> None: ...
