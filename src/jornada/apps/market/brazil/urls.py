"""Addresses of municipalities and of texts with which chats begin."""

from django.urls import path

from jornada.apps.market.brazil import views

urlpatterns = [
    path("cities/pick/", views.city_pick, name="city_pick"),
    path("settings/whatsapp/", views.chat_text_list, name="chat_text_list"),
    path("settings/whatsapp/new/", views.chat_text_new, name="chat_text_new"),
    path("settings/whatsapp/<int:pk>/", views.chat_text_edit, name="chat_text_edit"),
    path("settings/whatsapp/<int:pk>/delete/", views.chat_text_delete, name="chat_text_delete"),
]
