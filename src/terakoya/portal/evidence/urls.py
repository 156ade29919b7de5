"""Addresses of evidence packs."""

from django.urls import path

from . import views

app_name = "evidence"
urlpatterns = [
    path("manage/evidence/", views.pack_list, name="pack-list"),
    path("manage/evidence/<uuid:pack>/", views.pack_download, name="pack-download"),
]
