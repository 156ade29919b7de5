"""Addresses of reports."""

from django.urls import path

from . import (
    views,
    views_analysis,
    views_audit,
    views_certificates,
    views_exports,
    views_law_watch,
    views_person,
    views_search,
    views_status,
    views_unit,
)

app_name = "reports"
urlpatterns = [
    path("manage/", views.home, name="home"),
    path("manage/facts/", views_law_watch.law_watch, name="law-watch"),
    path(
        "manage/facts/<slug:course>/<slug:part>/",
        views_law_watch.law_watch_part,
        name="law-watch-part",
    ),
    path("operator/facts/", views_law_watch.law_watch_operator, name="law-watch-operator"),
    path("manage/audit/", views_audit.audit_log, name="audit-log"),
    path("manage/audit/export.csv", views_audit.audit_log_export, name="audit-log-export"),
    path("manage/status/analysis/", views_analysis.analysis, name="analysis"),
    path("manage/people/<uuid:member>/", views_person.person, name="person"),
    path("manage/search/", views_search.manage_search, name="search"),
    path("manage/unit/", views_unit.unit, name="unit"),
    path("manage/unit/<uuid:assignment>/remind/", views_unit.unit_remind, name="unit-remind"),
    path("manage/status/exports/", views_exports.exports, name="exports"),
    path("manage/status/exports/file/", views_exports.export_file, name="export-file"),
    path(
        "manage/status/<uuid:assignment>/certificates/",
        views_certificates.certificates,
        name="certificates",
    ),
    path("manage/status/", views_status.status, name="status"),
]
