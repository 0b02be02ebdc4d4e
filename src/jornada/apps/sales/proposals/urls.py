"""Addresses of proposals; `/p/` opens without a sign-in."""

from django.urls import path

from jornada.apps.sales.proposals import shared_views, terms, views

urlpatterns = [
    path("opportunities/<int:pk>/proposals/new/", views.proposal_draft, name="proposal_draft"),
    path("proposals/<int:pk>/", views.proposal, name="proposal"),
    path("proposals/<int:pk>/edit/", views.proposal_edit, name="proposal_edit"),
    path("proposals/<int:pk>/pdf/", views.proposal_pdf, name="proposal_pdf"),
    path("proposals/<int:pk>/lines/", views.proposal_lines, name="proposal_lines"),
    path("proposals/<int:pk>/send/", views.proposal_send, name="proposal_send"),
    path("proposals/<int:pk>/withdraw/", views.proposal_withdraw, name="proposal_withdraw"),
    path("proposals/<int:pk>/recall/", views.proposal_recall, name="proposal_recall"),
    path("proposals/<int:pk>/wait-again/", views.proposal_wait_again, name="proposal_wait_again"),
    path("proposals/<int:pk>/answer/", views.proposal_answer, name="proposal_answer"),
    path("proposals/<int:pk>/delete/", views.proposal_delete, name="proposal_delete"),
    path("settings/proposal-terms/", terms.proposal_terms, name="proposal_terms"),
    path("p/<str:token>/", shared_views.shared_proposal, name="shared_proposal"),
    path("p/<str:token>/pdf/", shared_views.shared_pdf, name="shared_pdf"),
    path("p/<str:token>/logo/", shared_views.shared_logo, name="shared_logo"),
    path("p/<str:token>/answer/", shared_views.shared_answer, name="shared_answer"),
]
