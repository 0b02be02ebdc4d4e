"""What a field of a model is called on pages."""

from __future__ import annotations

from typing import Any


def name_of(field: Any) -> str:
    """Return the name of a field; one that leads to a record and was given none bears the record's."""
    if field._verbose_name is None and field.related_model is not None:
        return str(field.related_model._meta.verbose_name)
    return str(field.verbose_name)
