"""Addresses of the log and of tasks."""

from django.urls import path

from jornada.apps.interactions import agenda, clash_views, task_list, task_views, touch_list, views
from jornada.apps.interactions.attachments.urls import urlpatterns as file_patterns
from jornada.apps.interactions.notes.urls import urlpatterns as note_patterns

urlpatterns = [
    path("touches/", views.timeline_page, name="timeline"),
    path("interactions/", touch_list.touch_list, name="touch_list"),
    path("touches/whatsapp/", views.touch_whatsapp, name="touch_whatsapp"),
    path("touches/new/", views.touch_new, name="touch_new"),
    path("touches/<int:pk>/private/", views.touch_private, name="touch_private"),
    path("touches/<int:pk>/undo/", views.touch_undo, name="touch_undo"),
    path("touches/<int:pk>/void/", views.touch_void, name="touch_void"),
    path("tasks/", task_views.task_list, name="task_list"),
    path("tasks/list/", task_list.task_all, name="task_all"),
    path("tasks/agenda/", agenda.agenda, name="agenda"),
    path("tasks/clash/", clash_views.task_clash, name="task_clash"),
    path("tasks/many/", task_views.task_bulk, name="task_bulk"),
    path("tasks/new/", task_views.task_new, name="task_new"),
    path("tasks/<int:pk>/change/", task_views.task_change, name="task_change"),
    path("tasks/<int:pk>/place/", task_views.task_place, name="task_place"),
    path("tasks/<int:pk>/record/", task_views.task_record, name="task_record"),
    path("tasks/<int:pk>/done/", task_views.task_done, name="task_done"),
    path("tasks/<int:pk>/snooze/", task_views.task_snooze, name="task_snooze"),
    path("tasks/<int:pk>/day/", task_views.task_day, name="task_day"),
    path("tasks/<int:pk>/undo/", task_views.task_undo, name="task_undo"),
    path("tasks/<int:pk>/cancel/", task_views.task_cancel, name="task_cancel"),
    *note_patterns,
    *file_patterns,
]
