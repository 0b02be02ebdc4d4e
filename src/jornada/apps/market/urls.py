"""Addresses of accounts, contacts and products."""

from django.urls import path

from jornada.apps.market import product_views, quick, views
from jornada.apps.market.brazil.urls import urlpatterns as brazil_patterns
from jornada.apps.market.duplicates.urls import urlpatterns as duplicate_patterns
from jornada.apps.market.personas.urls import urlpatterns as persona_patterns
from jornada.apps.market.profiles.urls import urlpatterns as profile_patterns
from jornada.apps.market.segments.urls import urlpatterns as segment_patterns

urlpatterns = [
    path("accounts/", views.account_list, name="account_list"),
    path("accounts/new/", views.account_new, name="account_new"),
    path("accounts/pick/", views.account_pick, name="account_pick"),
    path("accounts/quick/", quick.account_quick, name="account_quick"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/edit/", views.account_edit, name="account_edit"),
    path("accounts/<int:pk>/delete/", views.account_delete, name="account_delete"),
    path("contacts/", views.contact_list, name="contact_list"),
    path("contacts/new/", views.contact_new, name="contact_new"),
    path("contacts/pick/", views.contact_pick, name="contact_pick"),
    path("contacts/quick/", quick.contact_quick, name="contact_quick"),
    path("contacts/<int:pk>/", views.contact, name="contact"),
    path("contacts/<int:pk>/edit/", views.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/delete/", views.contact_delete, name="contact_delete"),
    path("products/", product_views.product_list, name="product_list"),
    path("products/new/", product_views.product_new, name="product_new"),
    path("products/<int:pk>/", product_views.product, name="product"),
    path("products/<int:pk>/edit/", product_views.product_edit, name="product_edit"),
    path("products/<int:pk>/delete/", product_views.product_delete, name="product_delete"),
    *brazil_patterns,
    *duplicate_patterns,
    *segment_patterns,
    *profile_patterns,
    *persona_patterns,
]
