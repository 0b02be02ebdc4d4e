"""By which way a touch came into the log, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SOURCES: dict[str, Any] = {
    "manual": _("By hand"),
    "import": _("Import"),
    "api": _("API"),
    "link": _("Link of a proposal"),
    "ics": _("Outside calendar"),
}
