"""Addresses of webhooks."""

from django.urls import path

from jornada.edge.webhooks import views

urlpatterns = [
    path("webhooks/", views.webhook_list, name="webhook_list"),
    path("webhooks/new/", views.webhook_new, name="webhook_new"),
    path("webhooks/<int:pk>/", views.webhook, name="webhook"),
    path("webhooks/<int:pk>/edit/", views.webhook_edit, name="webhook_edit"),
    path("webhooks/<int:pk>/rotate/", views.webhook_rotate, name="webhook_rotate"),
    path("webhooks/<int:pk>/test/", views.webhook_test, name="webhook_test"),
    path("webhooks/<int:pk>/delete/", views.webhook_delete, name="webhook_delete"),
    path("webhooks/<int:pk>/restore/", views.webhook_restore, name="webhook_restore"),
    path("webhooks/<int:pk>/replay/", views.webhook_replay, name="webhook_replay"),
    path("webhooks/<int:pk>/deliveries/<int:delivery_id>/", views.webhook_delivery, name="webhook_delivery"),
    path("webhooks/<int:pk>/deliveries/<int:delivery_id>/replay/", views.delivery_replay, name="delivery_replay"),
]
