"""Addresses of the awareness survey."""

from django.urls import path

from . import views

app_name = "surveys"
urlpatterns = [
    path("survey/<uuid:wave>/", views.wave_answer, name="wave-answer"),
    path("survey/<uuid:wave>/thanks/", views.wave_thanks, name="wave-thanks"),
    path("survey/self-check/<uuid:enrolment>/", views.self_check, name="self-check"),
    path("manage/surveys/", views.wave_list, name="wave-list"),
    path("manage/surveys/<uuid:wave>/extend/", views.wave_extend, name="wave-extend"),
    path("manage/surveys/<uuid:wave>/close/", views.wave_close, name="wave-close"),
]
