"""Addresses of the help card, the documents, the language and the parts."""

from django.urls import path

from . import health, views, views_legal, views_notices
from .documents import Document

app_name = "web"
urlpatterns = [
    path("help/", views.help_card, name="help"),
    path("help/questions/", views.help_center, name="help-center"),
    path("manage/help/", views.manage_help, name="manage-help"),
    path("language/", views.language, name="language"),
    path("health/", health.health, name="health"),
    path("health/web/", health.health_web, name="health-web"),
    path("legal/<str:document>/<str:version>/", views.document_version, name="document-version"),
    path("my/terms/", views_legal.terms_accept, name="terms-accept"),
    path("operator/legal/", views_legal.legal_list, name="legal-list"),
    path("operator/legal/new/<str:document>/", views_legal.legal_new, name="legal-new"),
    path("operator/legal/<uuid:text>/withdraw/", views_legal.legal_withdraw, name="legal-withdraw"),
    path("manage/notices/", views_notices.notice_list, name="notice-list"),
    path("manage/notices/<uuid:notice>/read/", views_notices.notice_read, name="notice-read"),
    path("operator/notices/", views_notices.notice_desk, name="notice-desk"),
    path("operator/notices/<uuid:notice>/end/", views_notices.notice_end, name="notice-end"),
    path("components/", views.components, name="components"),
    *(path(f"{name}/", views.document, {"name": name}, name=str(name)) for name in Document),
]
