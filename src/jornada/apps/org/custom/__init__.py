"""Custom fields: what a company keeps of its records beyond what comes with the program.

Definitions are rows; values are one JSON column of the record, `custom`, each field with an index of its own (decision
0028). Everything that shows, narrows, reads or writes records asks here which fields there are.
"""
