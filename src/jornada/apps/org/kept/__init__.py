"""What rarely changes and every page reads is kept in each process until its table says that it has changed.

    stages = Kept(read_stages, Stage)      # where it is read
    watch(Stage)                           # in the app's `ready`

    stages()                               # reads once, then again after any write to the table

A trigger of the database adds a row to `org_tablechange` with every write to a watched table, whoever writes it: this
process, another one, a bulk statement, a person in a database shell. One small query a request tells whether anything
is new. What is kept may be shared by threads, so it must not be changed; texts depend on the reader's language and are
made from it, not kept.
"""

from jornada.apps.org.kept.reading import Kept, steady
from jornada.apps.org.kept.watching import watch

__all__ = ["Kept", "steady", "watch"]
