"""Whether this process can serve: the database answers and has every migration."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from jornada import __version__


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "down", "database": "no answer"}, status=503)
    return JsonResponse({"status": "up", "version": __version__, "database": connection.vendor})
