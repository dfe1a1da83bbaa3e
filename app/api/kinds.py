"""Node kinds, and whether the server is well."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from app.api.idempotency import api_router
from app.kind_docs import kinds_json
from app.server.web import Web
from editor.protocol import Catalogue
from editor.views import catalogue_view


def router(web: Web) -> APIRouter:
    """Return the routes."""
    routes = api_router(web, "kinds")

    @routes.get("/kinds")
    def kinds() -> Catalogue:
        """Every node kind with its form, ports, categories and the coercions between port types."""
        credentials = [(row.name, row.type) for row in web.parts.stores.credentials.all()]
        return catalogue_view(web.parts.catalogue, credentials)

    @routes.get("/kinds/schemas")
    def schemas() -> list[dict[str, Any]]:
        """Every node kind with its config's JSON Schema, ports and example: what `treadle kinds --json` prints."""
        return kinds_json(web.parts.catalogue)

    @routes.get("/health")
    def health() -> dict[str, Any]:
        """Return whether the database answers and a worker beats."""
        stores = web.parts.stores
        workers = [row for row in stores.runs.workers() if row.beat_at > web.clock() - web.settings.lease_s]
        return {
            "status": "ok" if workers else "no worker",
            "workers": len(workers),
            "instance": stores.instance,
        }

    return routes
