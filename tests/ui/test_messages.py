"""What is said on the next page has a tone, which is seen and read out."""

import re

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.template.loader import render_to_string
from django.test import RequestFactory

from jornada.ui.undo import Half, say, way_back_of


class Kept(BaseStorage):
    """Messages of one request, kept nowhere."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


@pytest.fixture
def request_here():
    request = RequestFactory().get("/")
    request._messages = Kept(request)
    return request


def drawn(request):
    return render_to_string("ui/toasts.html", {"messages": request._messages._queued_messages, "csrf_token": "x"})


@pytest.mark.parametrize(
    ("tone", "seen"), [("success", "good"), ("info", "info"), ("warning", "warn"), ("error", "bad")]
)
def test_each_tone_has_a_colour_and_a_sign(request_here, tone, seen):
    say(request_here, "It is so.", tone=tone)
    assert re.findall(r'class="j-toast" data-tone="(\w+)"', drawn(request_here))[0] == seen
    assert f'data-for="{seen}"' in drawn(request_here)


@pytest.mark.parametrize("tone", ["success", "info"])
def test_what_half_worked_is_a_warning_wherever_the_sentence_comes_from(request_here, tone):
    say(request_here, Half("It is so, nearly."), "/back/", tone=tone)
    (message,) = request_here._messages._queued_messages
    assert (message.level_tag, message.message) == ("warning", "It is so, nearly.")
    assert way_back_of(request_here) == "/back/"


def test_a_failure_stays_one(request_here):
    say(request_here, Half("It is not so."), tone="error")
    assert [message.level_tag for message in get_messages(request_here)] == ["error"]
