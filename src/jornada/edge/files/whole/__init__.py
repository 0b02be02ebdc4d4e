"""Everything in one archive: each table as CSV, and the files on records; for administrators."""
