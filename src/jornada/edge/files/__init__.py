"""Files in and out: import of real files, export of lists."""
