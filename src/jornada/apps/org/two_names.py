"""Forms of what is named in both languages: one name will do for both."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _


class TwoNames:
    """Ask for the name in the reader's language first; the other one, left blank, is the same.

    Stands before the form class among the bases of a form with the fields `label_pt` and `label_en`.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own, other = self._names()
        self.fields[own].required = self.fields[other].required = False  # type: ignore[attr-defined]
        self.fields[other].help_text = _("Left blank, it is called the same in both languages.")  # type: ignore[attr-defined]
        rest = [name for name in self.fields if name not in (own, other)]  # type: ignore[attr-defined]
        self.order_fields([own, other, *rest])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        own, other = self._names()
        cleaned[own] = cleaned.get(own) or cleaned.get(other) or ""
        cleaned[other] = cleaned.get(other) or cleaned[own]
        if not cleaned[own] and not self.errors:  # type: ignore[attr-defined]
            self.add_error(own, _("Expected a name."))  # type: ignore[attr-defined]
        return cleaned

    def _names(self) -> tuple[str, str]:
        is_portuguese = (get_language() or "").startswith("pt")
        return ("label_pt", "label_en") if is_portuguese else ("label_en", "label_pt")
