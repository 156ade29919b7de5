"""Addresses of proposals."""

from django.urls import path

from . import views

app_name = "proposals"
ONE = "manage/surveys/<uuid:wave>/proposals/"
urlpatterns = [
    path(ONE, views.proposal_list, name="proposal-list"),
    path(f"{ONE}decide/", views.proposal_decide, name="proposal-decide"),
    path(f"{ONE}brief.pdf", views.brief, name="brief"),
]
