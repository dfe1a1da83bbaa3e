"""Read the inputs of commands: texts, files, workflows. Checks their size and encoding."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from engine.errors import AuthorError, NotFoundError
from engine.ids import WorkflowId, is_identifier

if TYPE_CHECKING:
    from app.server.web import Web
    from editor.document import Document

DEFINITION_LIMIT = 64 * 1024 * 1024
_REDUCE = "Give less, or raise TREADLE_VALUE_LIMIT_MB."
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def input_text(given: str, limit: int) -> str:
    """Return the text of `--input`: itself, of `@FILE`, or of stdin for `-`. It is UTF-8 of at most `limit` bytes."""
    if given == "-":
        if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - it may have been closed before the start
            raise AuthorError(
                "Standard input is closed.", where="--input", fix="Pipe the input in, or use @FILE."
            )
        return decoded(_read(sys.stdin.buffer, limit, "standard input", _REDUCE), "standard input")
    if given.startswith("@"):
        return decoded(read_file(Path(given[1:]), limit), given[1:])
    return decoded(given.encode(errors="surrogateescape"), "--input")


def read_definition(path: Path) -> bytes:
    """Return the content of a workflow file. Raises `AuthorError` if it cannot be read or is too large."""
    return read_file(
        path, DEFINITION_LIMIT, "Take the long texts out of the workflow and give them as its input."
    )


def read_file(path: Path, limit: int, fix: str = _REDUCE) -> bytes:
    """Return the content of a file. Raises `AuthorError` if it cannot be read or has more than `limit` bytes."""
    try:
        with path.open("rb") as file:
            return _read(file, limit, str(path), fix)
    except OSError as error:
        why = error.strerror or str(error)
        fix = "Give the path of a file that you may read; relative ones start at the current folder."
        raise AuthorError("The file cannot be read.", where=str(path), why=why, fix=fix) from error


def _read(file: IO[bytes], limit: int, where: str, fix: str) -> bytes:
    body = file.read(limit + 1)
    if len(body) > limit:
        raise AuthorError(
            f"This is too large: at most {limit / 1024 / 1024:.0f} MB can be taken.",
            where=where,
            why=f"more than {limit} bytes",
            fix=fix,
        )
    return body


def decoded(body: bytes, where: str) -> str:
    """Return text decoded as UTF-8, without a byte order mark. Raises `AuthorError` for another encoding."""
    found = next((name for mark, name in _BYTE_ORDER_MARKS if body.startswith(mark)), None)
    if found is None:
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = body.count(b"\n", 0, error.start) + 1
            why = f"byte 0x{body[error.start]:02x} at offset {error.start}, line {line}"
            found = "ISO-8859-1"
    else:
        why = f"it begins with the mark of {found}"
    raise AuthorError(
        "The text is not UTF-8.",
        where=where,
        why=why,
        fix=f"Convert it first, such as: iconv -f {found} -t UTF-8 FILE (with the encoding it really has).",
    )


def workflow_named(web: Web, name: str) -> tuple[WorkflowId, Document]:
    """Return a stored workflow by id or name. Raises `NotFoundError`, or `AuthorError` if several have the name."""
    rows = web.documents.rows()
    found = [row for row in rows if row.id == name] or [
        row for row in rows if row.name.casefold() == name.strip().casefold()
    ]
    if len(found) == 1:
        return found[0].id, web.documents.open(found[0].id).document
    if found:
        ids = ", ".join(row.id for row in found)
        raise AuthorError(
            f"{len(found)} workflows are named {name!r}.", why=ids, fix="Use the id of one of them."
        )
    from engine.workflow.validation import suggestion

    known = [str(row.id) for row in rows]
    why = "" if is_identifier(name) else "it is no id either: ids are made of a-z, 0-9 and _"
    fix = suggestion(
        name, [*known, *(row.name for row in rows)], "`treadle workflows` lists those there are."
    )
    raise NotFoundError(
        f"There is no workflow {name[:80]!r}.", where=str(web.settings.data), why=why, fix=fix
    )


def is_path(name: str) -> bool:
    """Return whether a WORKFLOW argument is a file: it looks like a path, or there is such a file."""
    if "/" in name or name.endswith(".json"):
        return True
    return not is_identifier(name) and _is_file(name)


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # too long for a path, or with a null character
        return False


def document_from(path: Path) -> Document:
    """Return the document of a definition file. Raises `AuthorError` if it is no workflow."""
    from editor.document import parse_document

    try:
        return parse_document(read_definition(path), name=path.stem.removesuffix(".treadle"))
    except AuthorError as error:
        error.where = ": ".join(part for part in (str(path), error.where.removeprefix(str(path))) if part)
        raise
