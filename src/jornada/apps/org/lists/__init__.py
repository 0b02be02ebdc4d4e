"""What the lists of all kinds of records share: every field as column and filter, saved views, selection, edits.

An app says once what its kind of record is (`kinds.register`); the rest follows from the model and its form.
"""
