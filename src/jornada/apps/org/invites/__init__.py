"""Links by which people choose a password: invitations, and help for whoever forgot theirs."""
