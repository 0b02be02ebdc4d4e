from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jornada.apps.interactions.seed import seed_activities


class InteractionsConfig(AppConfig):
    name = "jornada.apps.interactions"
    label = "interactions"
    verbose_name = _("Interactions")

    def ready(self) -> None:
        from jornada.apps.interactions import acts, lists, merged, task_acts, task_list, touch_list
        from jornada.apps.interactions import day as waiting
        from jornada.apps.interactions import panels as ours
        from jornada.apps.interactions.attachments import beside as files
        from jornada.apps.interactions.found import find_touches
        from jornada.apps.interactions.group import interactions_of_group
        from jornada.apps.interactions.notes import beside as notes
        from jornada.apps.interactions.places import recent_hits
        from jornada.apps.interactions.queries import activity_labels, has_recorded
        from jornada.apps.market import groups
        from jornada.apps.market.duplicates.signals import references_moved
        from jornada.apps.org.kept import watch
        from jornada.apps.org.word_indexes import index_words
        from jornada.ui import columns, day, filters, list_fields, menu, panels, search, tour
        from jornada.ui.conditions import words

        post_migrate.connect(seed_activities, sender=self)
        watch(self.get_model("Activity"))
        references_moved.connect(merged.derive_again, dispatch_uid="interactions.merged")
        menu.register(menu.Item("tasks", _("Tasks"), "task_list", "checklist", "sell", 30, is_on_phone_bar=True))
        more = _("to-do, plan task, reminder")
        menu.register(
            menu.Item("new_task", _("New task"), "task_new", "checklist", "find", 150, _may_record, words=more)
        )
        week = _("calendar, diary, week, appointments")
        menu.register(menu.Item("agenda", _("Agenda"), "agenda", "calendar", "find", 160, words=week))
        menu.register(
            menu.Item("touch", _("Record touch"), "touch_new", "plus", "quick", visible=_may_record, shortcut="t")
        )
        tour.register(
            tour.Step(
                "touch",
                20,
                pgettext_lazy("first steps", "Record a touch"),
                _("A call, a visit, a message: two clicks, and everything else follows from it."),
                "touch_new",
                "phone",
                done=has_recorded,
                visible=_may_record,
            )
        )
        day.register("meetings", 10, waiting.meetings_today, holds=waiting.planned_by)
        day.register("tasks", 11, waiting.tasks_due, holds=waiting.planned_by)
        day.register("buyers", 20, waiting.buyers_touches, "side")
        groups.register("interactions", 10, interactions_of_group)
        ours.register(panels)
        index_words(self, "Note", column="text")
        index_words(self, "Attachment")
        index_words(self, "Touch", column="note")
        search.register("touches", _("Interactions"), find_touches, order=62, icon="timeline-event")
        search.offer("recent", _("Recent"), recent_hits, order=10)
        notes.register(panels, search)
        files.register(panels, search)
        lists.register(columns, filters)
        acts.register()
        task_list.register()
        touch_list.register()
        task_acts.register()
        list_fields.provide(touch_list.list_fields)
        menu.register(menu.Item("touches", _("Interactions"), "touch_list", "timeline-event", "sell", 35))
        words.register("activities", activity_labels)


def _may_record(user: Any) -> bool:
    from jornada.apps.org.access import may

    return may(user, "account", "change")
