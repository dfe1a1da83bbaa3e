"""What holds for every kind of storage: refusals, and what may be shown of a secret."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from engine.errors import EditRefusedError
from engine.ids import WorkflowId


def id_is_taken(workflow: WorkflowId) -> EditRefusedError:
    """Return the refusal of a second document under one id."""
    return EditRefusedError(
        f"There is a workflow {workflow} already.", why="Its id is taken.", fix="Give it another name."
    )


def hint_of(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what may be shown of a credential: where a base URL points to, without user, path and query.

    >>> hint_of({"api_key": "k", "base_url": "http://me:pw@localhost:8080/v1?key=k"})
    {'base_url': 'http://localhost:8080'}
    """
    try:
        url = urlsplit(fields.get("base_url", ""))
        place = f"{url.hostname}:{url.port}" if url.port else url.hostname
    except ValueError:  # not a URL: nothing is known to be harmless in it
        return {}
    return {"base_url": f"{url.scheme}://{place}"} if url.scheme in ("http", "https") and place else {}
