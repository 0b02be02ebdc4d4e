"""The types of events that other systems can be told of."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TYPES: dict[str, str | Promise] = {
    "account.created": _("Account created"),
    "account.updated": _("Account changed"),
    "account.deleted": _("Account deleted"),
    "contact.created": _("Contact created"),
    "contact.updated": _("Contact changed"),
    "contact.deleted": _("Contact deleted"),
    "lead.created": _("Lead created"),
    "lead.updated": _("Lead changed"),
    "lead.deleted": _("Lead deleted"),
    "lead.type_changed": _("Lead type changed"),
    "lead.offered": _("Lead offered to Sales"),
    "lead.accepted": _("Lead accepted by Sales"),
    "lead.refused": _("Lead refused by Sales"),
    "lead.qualified": _("Lead qualified by Sales"),
    "opportunity.created": _("Opportunity created"),
    "opportunity.updated": _("Opportunity changed"),
    "opportunity.deleted": _("Opportunity deleted"),
    "opportunity.stage_changed": _("Opportunity moved to another stage"),
    "opportunity.won": _("Opportunity won"),
    "opportunity.lost": _("Opportunity lost"),
    "opportunity.reopened": _("Opportunity reopened"),
    "proposal.created": _("Proposal: version drafted"),
    "proposal.updated": _("Proposal: version changed"),
    "proposal.deleted": _("Proposal: draft deleted"),
    "proposal.sent": _("Proposal sent"),
    "proposal.seen": _("Proposal seen by the buyer"),
    "proposal.accepted": _("Proposal accepted"),
    "proposal.refused": _("Proposal refused"),
    "proposal.withdrawn": _("Proposal withdrawn"),
    "proposal.reopened": _("Proposal waits for an answer again"),
    "task.created": _("Task planned"),
    "task.updated": _("Task changed, done or cancelled"),
    "touch.recorded": _("Interaction recorded"),
}
TEST = "webhook.test"
OF_TOUCHES = {
    "handoff.offered": "lead.offered",
    "handoff.accepted": "lead.accepted",
    "handoff.refused": "lead.refused",
    "lead.qualified": "lead.qualified",
}
