"""Addresses of the help card, the documents, the language and the parts."""

from django.urls import path

from . import health, views
from .documents import Document

app_name = "web"
urlpatterns = [
    path("help/", views.help_card, name="help"),
    path("manage/help/", views.manage_help, name="manage-help"),
    path("language/", views.language, name="language"),
    path("health/", health.health, name="health"),
    path("health/web/", health.health_web, name="health-web"),
    path("components/", views.components, name="components"),
    *(path(f"{name}/", views.document, {"name": name}, name=str(name)) for name in Document),
]
