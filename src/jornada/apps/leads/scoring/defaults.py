"""The model that a company begins with: rules over fields and activities that everybody has, all to be changed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jornada.rules.conditions import Attribute, Condition, Did
from jornada.rules.scoring import AttributeRule, BehaviourRule, Group, Model, Repeat, Rule

WHO, DOES, AGAINST = "who", "does", "against"


def first_model() -> Model:
    """Return the rules to begin with, named in the language of the page."""
    return Model(
        (
            Group(WHO, _("Who it is"), "fit", 50),
            Group(DOES, _("What they do"), "engagement", 60),
            Group(AGAINST, _("What speaks against it"), "engagement", 40),
        ),
        (*_who(), *_does(), *_against()),
        cap=100,
        fit_from=(30, 20, 10),
        engagement_from=(30, 15, 5),
        wanted=("A1", "A2", "B1", "B2"),
    )


def _who() -> tuple[Rule, ...]:
    def rule(code: str, name: str, points: float, condition: Condition) -> Rule:
        return AttributeRule(code, name, WHO, points, condition)

    sizes = Attribute("account.size_band", "in", ("medium", "large", "enterprise"))
    decides = Attribute("contact.buying_role", "in", ("decision_maker", "champion"))
    return (
        rule("size", _("Medium or large company"), 20, sizes),
        rule("decides", _("Decides, or speaks for us"), 15, decides),
        rule("site", _("Company with a website"), 5, Attribute("account.has_domain", "is", True)),
        rule("reachable", _("E-mail known"), 5, Attribute("contact.has_email", "is", True)),
        rule("person", _("A person, not a company"), -20, Attribute("account.kind", "is", "b2c")),
    )


def _does() -> tuple[Rule, ...]:
    def rule(
        code: str,
        name: str,
        points: float,
        activities: tuple[str, ...],
        half_life: float,
        repeat: Repeat = "every",
        times: int = 1,
        window: float | None = None,
    ) -> Rule:
        return BehaviourRule(code, name, DOES, points, Did(activities), repeat, times, window, half_life)

    met = ("meeting.held", "video.held", "demo.held")
    return (
        rule("asked", _("Asked for a demonstration or a trial"), 25, ("demo.requested", "trial.started"), 60, "first"),
        rule("met", _("Meeting"), 15, met, 45),
        rule("wrote", _("Answered or called"), 12, ("email.replied", "call.received", "whatsapp.received"), 30),
        rule("price", _("Looked at prices"), 8, ("pricing.viewed",), 14, "at_most", 2, 7),
        rule("content", _("Downloaded material"), 6, ("content.downloaded",), 30),
        rule("event", _("Came to an event"), 10, ("event.attended",), 60),
        rule("clicked", _("Clicked in an e-mail"), 3, ("email.clicked",), 14, "at_most", 3, 7),
        rule("looked", _("Looked at pages"), 1, ("page.viewed", "content.viewed"), 7, "at_most", 5, 7),
    )


def _against() -> tuple[Rule, ...]:
    gone = Did(("email.unsubscribed",))
    return (BehaviourRule("gone", _("Unsubscribed"), AGAINST, -20, gone, "first"),)
