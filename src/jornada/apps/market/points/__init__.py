"""Further e-mails and phones of contacts and accounts, beside the primary ones that the record itself has."""
