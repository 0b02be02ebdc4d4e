"""The page that turns the daily mail off, without signing in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from jornada.apps.org import people
from jornada.apps.org.digest import reader_of


@csrf_exempt
@never_cache
def digest_off(request: HttpRequest, mark: str) -> HttpResponse:
    """Ask, since mail programs look at links by themselves; what is posted, by a button or such a program, is done."""
    person = reader_of(mark)
    if person is None:
        raise Http404
    if request.method == "POST":
        person = people.update_self(person, digest_hour=None)
    with translation.override(person.language):
        return render(request, "org/digest_off.html", {"is_off": person.digest_hour is None})
