"""Bodies that stand as examples in the description where those put together from the schemas would be refused.

A developer tries them as they are: they have no field of one's own that nobody made, no two ways to say one thing, and
only the ids that they cannot do without.
"""

from __future__ import annotations

from typing import Any

ACCOUNT = {
    "name": "Padaria Aurora",
    "domain": "aurora.com.br",
    "tax_id": "11.222.333/0001-81",
    "phone": "+551132654321",
    "industry": "Food",
    "employees": 40,
    "revenue": "1250000.00",
    "city": "Recife",
    "state": "PE",
    "external_id": "erp-8812",
    "tags": ["VIP"],
}
CONTACT = {
    "name": "Ana Prado",
    "email": "ana@aurora.com.br",
    "phone": "+5511987654321",
    "title": "Buyer",
    "buying_role": "decision_maker",
    "account_id": 7,
    "external_id": "erp-8813",
}
LEAD = {"name": "Two ovens", "account_id": 7, "external_id": "erp-8814", "tags": ["VIP"]}
OPPORTUNITY = {
    "name": "Two ovens",
    "account_id": 7,
    "amount": "48000.00",
    "expected_on": "2031-03-28",
    "external_id": "erp-8815",
}
TASK = {
    "activity": "call.connected",
    "due_at": "2031-03-03T14:00:00-03:00",
    "account_id": 7,
    "note": "Ask about the second oven",
    "remind_before": 15,
}
PRODUCT = {"name": "Deck oven", "code": "OV-2", "family": "Ovens", "list_price": "4800.00"}
PERSONA = {
    "name": "Owner who bakes",
    "goals": "Bread on the shelf at six",
    "pains": "Ovens that stand still",
    "channels": ["whatsapp"],
    "condition": {"schema": 1, "field": "buying_role", "test": "is", "value": "decision_maker"},
}
TOUCH = {
    "activity": "demo.requested",
    "account": 7,
    "at": "2026-03-02T14:05:00-03:00",
    "note": "They want two ovens",
    "key": "site-8812",
}
CLOSING = {"closed_on": "2026-03-02", "reason": "No budget this year", "competitor": "Nimbus"}


def _bulk(*rows: dict[str, Any], key: str = "external_id", **more: Any) -> dict[str, Any]:
    return {"mode": "upsert", "key": key, "rows": list(rows), **more}


BODIES: dict[tuple[str, str], Any] = {
    ("post", "/accounts/"): ACCOUNT,
    ("patch", "/accounts/{pk}"): {"city": "Olinda", "employees": 45},
    ("post", "/accounts/bulk"): _bulk(ACCOUNT, {"name": "Padaria Benta", "external_id": "erp-8816"}),
    ("post", "/contacts/"): CONTACT,
    ("patch", "/contacts/{pk}"): {"title": "Head of purchasing", "phone": "+5511987654321"},
    ("post", "/contacts/bulk"): _bulk(CONTACT, {"name": "Rui Lins", "external_id": "erp-8817"}),
    ("post", "/leads/"): LEAD,
    ("patch", "/leads/{pk}"): {"name": "Three ovens", "tags": ["VIP", "2031"]},
    ("post", "/leads/bulk"): _bulk(LEAD),
    ("post", "/opportunities/"): OPPORTUNITY,
    ("patch", "/opportunities/{pk}"): {"amount": "52000.00", "expected_on": "2031-04-30"},
    ("post", "/opportunities/bulk"): _bulk(OPPORTUNITY),
    ("post", "/opportunities/close"): {"outcome": "lost", "ids": [17, 18], **CLOSING},
    ("post", "/opportunities/{pk}/win"): {"amount": "48000.00", "closed_on": "2026-03-02"},
    ("post", "/opportunities/{pk}/lose"): CLOSING,
    ("post", "/products/"): PRODUCT,
    ("patch", "/products/{pk}"): {"list_price": "4950.00"},
    ("post", "/products/bulk"): _bulk(PRODUCT, key="name"),
    ("post", "/tasks/"): TASK,
    ("patch", "/tasks/{pk}"): {"due_at": "2031-03-04T10:00:00-03:00", "note": "Ask for the owner"},
    ("post", "/tasks/bulk"): {"mode": "create", "rows": [TASK]},
    ("post", "/notes/"): {"text": "Which oven do they have today?", "account_id": 7},
    ("post", "/personas/"): PERSONA,
    ("patch", "/personas/{pk}"): PERSONA,
    ("post", "/touches/"): {"touches": [TOUCH]},
}
