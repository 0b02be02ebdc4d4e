"""Addresses of settings and jobs."""

from django.urls import include, path, re_path

from jornada.apps.org import (
    calendar_views,
    company,
    day_views,
    digest_views,
    history_views,
    job_views,
    notice_views,
    own_views,
    role_views,
    views,
)
from jornada.apps.org.custom import views as custom_views
from jornada.apps.org.invites import views as invite_views
from jornada.apps.org.lists import (
    bulk_views,
    chosen,
    figures,
    hand_over_views,
    inline_views,
    trash_views,
    undo_views,
    view_pages,
)
from jornada.apps.org.logo import views as logo_views
from jornada.apps.org.tags import views as tag_views
from jornada.apps.org.tour import views as tour_views

urlpatterns = [
    path("", day_views.my_day, name="home"),
    path("notices/<int:pk>/seen/", day_views.notice_seen, name="notice_seen"),
    path("settings/company/", company.company, name="company"),
    path("settings/company/logo/", logo_views.logo_put, name="logo_put"),
    path("settings/company/logo/<int:pk>/", logo_views.logo, name="logo"),
    path("settings/company/logo/<int:pk>/remove/", logo_views.logo_remove, name="logo_remove"),
    path("settings/company/logo/<int:pk>/back/<int:version>/", logo_views.logo_put_back, name="logo_put_back"),
    path("settings/users/", views.user_list, name="user_list"),
    path("settings/users/new/", views.user_new, name="user_new"),
    path("settings/users/invite/", invite_views.invite, name="people_invite"),
    path("settings/users/<int:pk>/", views.user_edit, name="user_edit"),
    re_path(
        r"^settings/users/(?P<pk>\d{1,18})/link/(?P<do>make|mail|withdraw)/$", invite_views.link_do, name="link_do"
    ),
    path("settings/users/<int:pk>/hand-over/", hand_over_views.hand_over_page, name="hand_over"),
    path("settings/users/<int:pk>/password/", views.user_password, name="user_password"),
    path("settings/roles/", role_views.role_list, name="role_list"),
    path("settings/roles/new/", role_views.role_new, name="role_new"),
    path("settings/roles/<slug:code>/", role_views.role_edit, name="role_edit"),
    path("settings/roles/<slug:code>/delete/", role_views.role_delete, name="role_delete"),
    path("settings/teams/", views.team_list, name="team_list"),
    path("settings/teams/new/", views.team_new, name="team_new"),
    path("settings/teams/<int:pk>/", views.team_edit, name="team_edit"),
    path("settings/teams/<int:pk>/delete/", views.team_delete, name="team_delete"),
    path("settings/calendars/", calendar_views.calendar_list, name="calendar_list"),
    path("settings/calendars/new/", calendar_views.calendar_new, name="calendar_new"),
    path("settings/calendars/<int:pk>/", calendar_views.calendar_edit, name="calendar_edit"),
    path("settings/calendars/<int:pk>/days/", calendar_views.calendar_day_add, name="calendar_day_add"),
    path("settings/calendars/<int:pk>/delete/", calendar_views.calendar_delete, name="calendar_delete"),
    path("settings/calendar-days/<int:pk>/delete/", calendar_views.calendar_day_delete, name="calendar_day_delete"),
    path("settings/fields/", custom_views.field_list, name="custom_field_list"),
    path("settings/fields/new/", custom_views.field_new, name="custom_field_new"),
    path("settings/fields/<int:pk>/", custom_views.field_edit, name="custom_field_edit"),
    re_path(
        r"^settings/fields/(?P<pk>\d+)/(?P<do>up|down|retire|back)/$", custom_views.field_do, name="custom_field_do"
    ),
    path("settings/absences/", calendar_views.absence_list, name="absence_list"),
    path("settings/absences/<int:pk>/delete/", calendar_views.absence_delete, name="absence_delete"),
    path("settings/tokens/", own_views.token_list, name="token_list"),
    path("settings/tokens/<int:pk>/revoke/", own_views.token_revoke, name="token_revoke"),
    path("daily-mail/off/<str:mark>/", digest_views.digest_off, name="digest_off"),
    path("settings/profile/", own_views.profile, name="profile"),
    path("settings/profile/password/", own_views.own_password, name="own_password"),
    path("", include("jornada.apps.org.signin.urls")),
    path("changes/<int:pk>/undo/", history_views.change_undo, name="change_undo"),
    path("settings/who-sees/<slug:record>/<int:pk>/", history_views.who_sees, name="who_sees"),
    path("settings/history/", history_views.change_list, name="change_list"),
    path("notices/", notice_views.notice_list, name="notice_list"),
    path("notices/read/", notice_views.read_all, name="notice_read_all"),
    path("notices/<int:pk>/", notice_views.open_notice, name="notice"),
    path("lists/<slug:record>/<int:pk>/edit/<slug:field>/", inline_views.edit_field, name="edit_field"),
    path("lists/<slug:record>/columns/", chosen.choose_columns, name="list_columns"),
    path("lists/<slug:record>/figures/", figures.figures, name="list_figures"),
    path("lists/<slug:record>/bulk/<slug:code>/", bulk_views.act, name="bulk_act"),
    path("lists/bulk/<int:pk>/undo/", bulk_views.undo, name="bulk_undo"),
    path("trash/", trash_views.trash_list, name="trash"),
    path("trash/restore/", trash_views.restore, name="trash_restore"),
    path("deleted/<int:pk>/undo/", undo_views.undelete, name="undelete"),
    path("changes/<uuid:batch>/<int:first>/undo/", undo_views.undo_saved, name="undo_saved"),
    path("lists/undo/", undo_views.undo_edit, name="undo_changes"),
    path("lists/<slug:record>/<int:pk>/tags/", tag_views.tag_record, name="tag_record"),
    path("settings/tags/", tag_views.tag_list, name="tag_list"),
    re_path(
        r"^settings/tags/(?P<pk>\d{1,18})/(?P<do>update|put-back|merge|delete|restore)/$",
        tag_views.tag_do,
        name="tag_do",
    ),
    path("lists/<slug:record>/views/", view_pages.view_new, name="saved_view_new"),
    re_path(
        r"^lists/views/(?P<pk>\d{1,18})/(?P<do>update|rename|default|no-default|delete|restore)/$",
        view_pages.view_do,
        name="saved_view_do",
    ),
    path("jobs/", job_views.job_list, name="job_list"),
    path("jobs/<int:pk>/", job_views.job, name="job"),
    path("jobs/<int:pk>/strip/", job_views.job_strip, name="job_strip"),
    path("jobs/<int:pk>/cancel/", job_views.job_cancel, name="job_cancel"),
    path("first-steps/", tour_views.tour, name="tour"),
    path("first-steps/put-away/", tour_views.tour_dismiss, name="tour_dismiss"),
    path("first-steps/<slug:code>/", tour_views.tour_go, name="tour_go"),
]
