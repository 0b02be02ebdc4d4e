"""What the report says about rows and cells, in the user's language: one table of sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "date_dmy": _("this is no date as day/month/year; the field stays blank"),
    "date_mdy": _("this is no date as month/day/year; the field stays blank"),
    "date_iso": _("this is no date as year-month-day; the field stays blank"),
    "epoch": _("this is no count of seconds since 1970; the field stays blank"),
    "number_comma": _("this is no number with decimal comma; the field stays blank"),
    "number_point": _("this is no number with decimal point; the field stays blank"),
    "integer": _("this is no whole number; the field stays blank"),
    "boolean": _("this is neither yes nor no; the field stays blank"),
    "not_an_email": _("this is no e-mail address; the field stays blank"),
    "not_a_domain": _("this is no domain; the field stays blank"),
    "not_its_own": _("this address is a network's or a mail provider's, not the company's; the field stays blank"),
    "not_a_number": _("this is no number; the field stays blank"),
    "not_a_currency": _("this is no currency, such as BRL or US$; that of the import was taken"),
    "negative": _("this may not be below zero; the field stays blank"),
    "wrong_tax_id": _("the check digits of this CNPJ or CPF are wrong; the number was kept"),
    "odd_tax_id": _("a CNPJ has 14 letters and digits, a CPF 11 digits; it was kept as it came"),
    "no_tax_id": _("this is neither a CNPJ nor a CPF; the field stays blank"),
    "not_a_state": _("this is no state of Brazil, and no other country is named; it was kept as it came"),
    "wrong_cep": _("a CEP has eight digits; it was kept as it came"),
    "no_phone": _("this is no whole phone number; it was kept as it came"),
    "not_a_language": _("this is no language, such as pt-br or English; the field stays blank"),
    "not_a_year": _("this is no year; the field stays blank"),
    "impossible_year": _("this year cannot be meant; the field stays blank"),
    "required_blank": _("this custom field is required; the row was kept without it"),
    "not_a_custom_value": _("this does not fit the type of the custom field; the field stays blank"),
    "not_a_link": _("this is no web address such as https://example.com; the field stays blank"),
    "not_a_choice": _("this is none of the possible values; the field stays blank"),
    "not_all_choices": _("this is none of the possible values; the others of the cell were kept"),
    "too_many_tags": _("there is no room for further tags; these were left out"),
    "sheet_error": _("this is an error of the spreadsheet; the field stays blank"),
    "no_result": _("the file has no result of this formula: save it in a spreadsheet; the field stays blank"),
    "first_of_several": _("several are named here; the first was taken"),
    "rounded": _("a spreadsheet rounded this number; the field stays blank"),
    "too_long": _("this is longer than the field; it was cut"),
    "too_large": _("this number is too large; the field stays blank"),
    "required": _("this field must not be blank"),
    "nothing_to_go_by": _("the row names nothing that a record could be made of"),
    "no_such_record": _("there is no record with this key, and the import only updates"),
    "exists_already": _("there is a record with this key, and the import only creates"),
    "no_key": _("the key of this row is blank, so no record can be found to update"),
    "unchanged": _("everything in this row is known already"),
    "said_otherwise": _("this row says otherwise than an earlier one about the same record; what it says counts"),
    "further_left": _("the record was there already; a further e-mail or phone is not added to it"),
    "known_better": _("the record has a sound value already; this one was left out"),
    "in_log_already": _("this touch is in the log already"),
    "total_row": _("this is the sum of the rows above, not a row of its own"),
    "header_row": _("this row says the headers again"),
    "blank_row": _("the row is blank"),
    "of_others": _("the row names no such record; what it says was taken for the others of the file"),
    "nameless": _("the row does not name the record that this is about"),
    "gone": _("the system that the file comes from had deleted this record"),
    "not_done": _("this is not done yet: what is planned is no touch"),
    "small_print": _("this stands below the table and is no row of it"),
    "ragged": _("the row has %(came)s cells instead of %(expected)s"),
    "lost_at_zero": _("lost with value 0: the amount stays blank, since nothing was sold for 0"),
    "won_without_date": _("won, but the row does not say when: no date is made up"),
    "lost_without_date": _("lost, but the row does not say when: no date is made up"),
    "closes_before_start": _("closed before it began; both dates were kept as they are"),
    "unknown_status": _("this status is not known; the opportunity counts as open"),
    "no_such_opportunity": _("there is no opportunity with this id; the touch was kept without it"),
    "no_such_account": _("there is no company with this id; the row was kept without it"),
    "no_such_parent": _("there is no company with this id; the row was kept without a parent company"),
    "in_a_ring": _("this company would stand above itself; it was left without a parent company"),
    "no_such_contact": _("there is no person with this id; the row was kept without it"),
    "no_such_lead": _("there is no lead with this id; the row was kept without it"),
    "no_such_pipeline": _("there is no pipeline of this name; its opportunities went into the default one"),
    "name_of_another": _("another product has this name: give one of the two another name"),
    "own_parent": _("a company cannot be its own parent"),
    "one_of_two": _("another row or record has this too: both are one record, which is known by both ids"),
    "name_in_use": _("another record has this id already; the field stays blank"),
    "two_people": _("two people seem to stand here: they are taken for one; give each a row of their own"),
    "may_not_own": _("the role of this person may not change such records: they were not put in charge"),
    "not_yours": _("you may not change this record"),
    "future": _("this lies in the future; a touch is something that happened"),
    "several_alike": _(
        "%(number)s opportunities have this name and company or person: the one most like the row was taken for it"
    ),
    "ambiguous": _("several records have this name; the oldest was taken"),
}

# What is kept though it cannot be read, for somebody to see and correct.
KEPT = frozenset({"wrong_tax_id", "odd_tax_id", "wrong_cep", "no_phone", "not_a_state"})
# What can be corrected in the file where the row came in without it.
MENDABLE = frozenset(
    {
        *("date_dmy", "date_mdy", "date_iso", "epoch", "number_comma", "number_point", "integer", "boolean"),
        *(
            "not_an_email",
            "not_a_domain",
            "not_its_own",
            "not_a_number",
            "not_a_currency",
            "negative",
            *KEPT,
            "no_tax_id",
            "sheet_error",
            "no_result",
        ),
        *("not_a_language", "not_a_year", "impossible_year", "not_a_custom_value", "not_a_link"),
        *("not_a_choice", "not_all_choices"),
        "rounded",
        *(
            "required_blank",
            "may_not_own",
            "two_people",
            "too_long",
            "too_large",
            "unknown_status",
            "no_such_account",
            "no_such_contact",
            "no_such_lead",
        ),
    }
)


def sentence(code: str, params: dict[str, Any] | None = None) -> str:
    """Say a reason; those that come from the log itself are sentences already."""
    known = SENTENCES.get(code)
    return str(known) % (params or {}) if known else code


def fault(code: str, params: dict[str, Any] | None = None) -> str:
    """Say what is wrong, without what was done about it: of a row that was refused no field stays blank."""
    return sentence(code, params).partition("; ")[0]
