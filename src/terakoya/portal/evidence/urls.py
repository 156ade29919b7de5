"""Addresses of evidence packs and the ledger of measures."""

from django.urls import path

from . import views, views_measures

app_name = "evidence"
urlpatterns = [
    path("manage/evidence/", views.pack_list, name="pack-list"),
    path("manage/evidence/<uuid:pack>/", views.pack_download, name="pack-download"),
    path("manage/measures/", views_measures.measure_list, name="measure-list"),
    path(
        "manage/measures/<uuid:statement>/withdraw/",
        views_measures.measure_withdraw,
        name="measure-withdraw",
    ),
]
