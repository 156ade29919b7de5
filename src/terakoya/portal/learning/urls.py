"""Addresses of learning."""

from django.urls import path

from . import views_manage, views_my

app_name = "learning"
urlpatterns = [
    path("manage/assignments/", views_manage.assignment_list, name="assignment-list"),
    path("manage/assignments/new/", views_manage.assignment_new, name="assignment-new"),
    path(
        "manage/assignments/<uuid:assignment>/due/",
        views_manage.assignment_due,
        name="assignment-due",
    ),
    path("my/", views_my.my, name="my"),
    path(
        "my/assignments/<uuid:assignment>/begin/",
        views_my.assignment_begin,
        name="assignment-begin",
    ),
]
