"""Addresses of reminders."""

from django.urls import path

from . import views

app_name = "reminders"
urlpatterns = [
    path("my/notices/", views.notice_list, name="notice-list"),
    path("my/notices/<uuid:reminder>/", views.notice, name="notice"),
    path("manage/reminders/settings/", views.reminder_settings, name="reminder-settings"),
    path("manage/reminders/runs/<uuid:run>/", views.run, name="run"),
    path("manage/reminders/<uuid:assignment>/", views.remind, name="remind"),
    path("manage/reminders/<uuid:assignment>/plan/", views.plan, name="plan"),
    path("manage/reminders/<uuid:assignment>/late.pdf", views.late_list, name="late-list"),
]
