"""Addresses of reports."""

from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("manage/", views.home, name="home"),
    path("manage/status/", views.status, name="status"),
    path("manage/status/export.csv", views.status_export, name="status-export"),
]
