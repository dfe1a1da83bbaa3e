"""Node kinds, and whether the server is well."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from app.api.idempotency import api_router
from app.kind_docs import kinds_json
from app.server.web import Web
from app.workers import live_workers
from editor.protocol import Catalogue
from editor.views import catalogue_view


def router(web: Web) -> APIRouter:
    """Return the routes."""
    routes = api_router(web, "kinds")

    @routes.get("/kinds")
    def kinds() -> Catalogue:
        """Every node kind with its form, ports, categories and the coercions between port types."""
        return catalogue_view(web.parts.catalogue, web.parts.credentials().items())

    @routes.get("/kinds/schemas")
    def schemas() -> list[dict[str, Any]]:
        """Every node kind with its config's JSON Schema, ports and example: what `treadle kinds --json` prints."""
        return kinds_json(web.parts.catalogue)

    @routes.get("/health")
    def health() -> dict[str, Any]:
        """Return whether the database answers and a worker beats."""
        workers = live_workers(web.parts)
        return {
            "status": "ok" if workers else "no worker",
            "workers": len(workers),
            "instance": web.parts.stores.instance,
        }

    return routes
