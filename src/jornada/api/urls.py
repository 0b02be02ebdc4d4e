"""REST v1."""

from ninja import NinjaAPI

api = NinjaAPI(title="Jornada", version="1", docs_url="/docs")
