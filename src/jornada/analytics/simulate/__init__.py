"""A simulated Brazilian company: buyers who walk the ten stages, and every touch with them.

`simulate` makes the whole company from a seed; `touches_only` makes a log of any size fast. What the
company was made from is kept beside it (`DemoCompany.truth`, `DemoCompany.walk`), so that tests can
say whether the analysis finds what is there.
"""

from jornada.analytics.simulate.company import DemoCompany, simulate, touches_only

__all__ = ["DemoCompany", "simulate", "touches_only"]
