"""What the sign-in page says about the demo company, on the machine it runs on and nowhere else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

LOCAL = ("127.0.0.1", "localhost", "[::1]")


def sign_in_hint(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    """Offer the demo's sign-in to whoever opens the page at a local address."""
    from jornada.apps.org.models import Workspace
    from jornada.project.demo.people import FRONT, PASSWORD

    host = request.get_host().rpartition(":")[0] or request.get_host()
    if host not in LOCAL or not Workspace.objects.filter(is_demo=True).exists():
        return None
    people = {"name": f"{FRONT['admin']}@demo.jornada", "password": PASSWORD}
    return {"template": "ui/demo_hint.html", "context": people}
