"""All pick lists of a run, written in the order in which they depend on each other."""

from __future__ import annotations

from functools import cached_property

from jornada.edge.files.load import lookups, parties
from jornada.edge.files.load.stages import Pipelines
from jornada.edge.files.load.work import Work


class Lists:
    """Made on first use: a list that no column refers to costs nothing."""

    ORDER = (
        "users",
        "teams",
        "industries",
        "products",
        "sources",
        "programs",
        "activities",
        "pipelines",
        "loss_reasons",
        "competitors",
        "accounts",
        "contacts",
    )

    def __init__(self, work: Work) -> None:
        self.work = work
        # Threads of leads and opportunities that a dry run imagines, by the kind and the id elsewhere.
        self.imagined: dict[str, dict[str, int]] = {"lead": {}, "opportunity": {}}

    @cached_property
    def users(self) -> lookups.Users:
        return lookups.Users(self.work)

    @cached_property
    def teams(self) -> lookups.Teams:
        return lookups.Teams(self.work)

    @cached_property
    def industries(self) -> lookups.Industries:
        return lookups.Industries(self.work)

    @cached_property
    def products(self) -> lookups.Products:
        return lookups.Products(self.work)

    @cached_property
    def sources(self) -> lookups.Sources:
        return lookups.Sources(self.work)

    @cached_property
    def programs(self) -> lookups.Programs:
        return lookups.Programs(self.work)

    @cached_property
    def activities(self) -> lookups.Activities:
        return lookups.Activities(self.work)

    @cached_property
    def pipelines(self) -> Pipelines:
        return Pipelines(self.work)

    @cached_property
    def loss_reasons(self) -> lookups.LossReasons:
        return lookups.LossReasons(self.work)

    @cached_property
    def competitors(self) -> lookups.Competitors:
        return lookups.Competitors(self.work)

    @cached_property
    def accounts(self) -> parties.Accounts:
        return parties.Accounts(self.work)

    @cached_property
    def contacts(self) -> parties.Contacts:
        return parties.Contacts(self.work)

    def flush(self) -> None:
        for name in self.ORDER:
            if name in self.__dict__:
                self.__dict__[name].flush()
