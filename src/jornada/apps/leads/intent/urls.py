"""Addresses of intent tests."""

from django.urls import path, re_path

from jornada.apps.leads.intent import edit_views, views

SETTINGS = "settings/intent-tests/"

urlpatterns = [
    path("threads/<int:thread>/intent/<slug:code>/", views.answer, name="intent_answer"),
    path("threads/<int:thread>/intent/touches/<int:touch>/withdraw/", views.withdraw, name="intent_withdraw"),
    path(SETTINGS, edit_views.test_list, name="intent_tests"),
    path(f"{SETTINGS}new/", edit_views.test_new, name="intent_test_new"),
    path(f"{SETTINGS}<int:pk>/", edit_views.test_page, name="intent_test"),
    path(f"{SETTINGS}<int:pk>/edit/", edit_views.test_edit, name="intent_test_edit"),
    path(f"{SETTINGS}<int:pk>/delete/", edit_views.test_delete, name="intent_test_delete"),
    path(f"{SETTINGS}<int:pk>/rule/", edit_views.rule, name="intent_rule"),
    path(f"{SETTINGS}<int:pk>/questions/new/", edit_views.question, name="intent_question_new"),
    path(f"{SETTINGS}<int:pk>/questions/order/", edit_views.question_order, name="intent_question_order"),
    path(f"{SETTINGS}<int:pk>/questions/<slug:code>/", edit_views.question, name="intent_question"),
    path(
        f"{SETTINGS}<int:pk>/questions/<slug:code>/remove/", edit_views.question_remove, name="intent_question_remove"
    ),
    path(f"{SETTINGS}<int:pk>/versions/<int:number>/back/", edit_views.version_back, name="intent_version_back"),
    re_path(rf"^{SETTINGS}(?P<pk>\d+)/(?P<do>publish|drop|draft)/$", edit_views.test_do, name="intent_test_do"),
]
