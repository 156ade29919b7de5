"""Addresses of learning."""

from django.urls import path

from . import (
    views_check_in,
    views_exam,
    views_group_session,
    views_groups,
    views_manage,
    views_my,
    views_notes,
    views_paper,
    views_people,
    views_player,
    views_policies,
    views_recurrence,
)

app_name = "learning"
urlpatterns = [
    # First what is asked most often: the player, and what a learner sees.
    path("learn/<uuid:enrolment>/events/", views_player.events, name="events"),
    path(
        "learn/<uuid:enrolment>/test/<uuid:attempt>/answer/",
        views_exam.attempt_answer,
        name="attempt-answer",
    ),
    path("learn/<uuid:enrolment>/", views_player.enrolment, name="enrolment"),
    path("learn/<uuid:enrolment>/notes/", views_notes.notes_sync, name="notes-sync"),
    path("learn/<uuid:enrolment>/test/", views_exam.attempt, name="attempt"),
    path(
        "learn/<uuid:enrolment>/test/<uuid:attempt>/",
        views_exam.attempt_result,
        name="attempt-result",
    ),
    path(
        "learn/<uuid:enrolment>/test/<uuid:attempt>/submit/",
        views_exam.attempt_submit,
        name="attempt-submit",
    ),
    # A slide's id would take the place of every word above.
    path("learn/<uuid:enrolment>/<slug:slide>/", views_player.slide, name="slide"),
    path("learn/<uuid:enrolment>/<slug:slide>/data/", views_player.slide_data, name="slide-data"),
    path("learn/<uuid:enrolment>/<slug:slide>/read/", views_player.slide_read, name="slide-read"),
    path("my/policies/<uuid:version>/", views_policies.policy_file, name="policy-file"),
    path(
        "my/assignments/<uuid:assignment>/policy/",
        views_policies.policy_read,
        name="policy-read",
    ),
    path("my/", views_my.my, name="my"),
    path(
        "my/assignments/<uuid:assignment>/begin/",
        views_my.assignment_begin,
        name="assignment-begin",
    ),
    path(
        "my/assignments/<uuid:assignment>/start/",
        views_my.assignment_start,
        name="assignment-start",
    ),
    path(
        "my/enrolments/<uuid:enrolment>/continue/",
        views_my.enrolment_continue,
        name="enrolment-continue",
    ),
    path("my/notes/<slug:course>/", views_notes.notes, name="notes"),
    path("my/notes/<slug:course>/notes.md", views_notes.notes_export, name="notes-export"),
    path("my/notes/<slug:course>/add/", views_notes.note_add, name="note-add"),
    path("my/notes/<slug:course>/<uuid:note>/", views_notes.note_edit, name="note-edit"),
    path("my/notes/<slug:course>/<uuid:note>/delete/", views_notes.note_delete, name="note-delete"),
    path(
        "my/notes/<slug:course>/bookmarks/<slug:slide>/remove/",
        views_notes.bookmark_remove,
        name="bookmark-remove",
    ),
    path("my/check-in/", views_check_in.check_in_pin, name="check-in"),
    path("my/check-in/<str:token>/", views_check_in.check_in_link, name="check-in-link"),
    path("my/certificates/<uuid:certificate>/", views_exam.certificate, name="certificate"),
    path(
        "my/certificates/<uuid:certificate>/pdf/",
        views_exam.certificate_pdf,
        name="certificate-pdf",
    ),
    path("manage/assignments/", views_manage.assignment_list, name="assignment-list"),
    path("manage/assignments/new/", views_manage.assignment_new, name="assignment-new"),
    path(
        "manage/assignments/changes/<slug:course>/",
        views_manage.assignment_changes,
        name="assignment-changes",
    ),
    path(
        "manage/assignments/<uuid:assignment>/due/",
        views_manage.assignment_due,
        name="assignment-due",
    ),
    path(
        "manage/assignments/<uuid:assignment>/end/",
        views_manage.assignment_end,
        name="assignment-end",
    ),
    path(
        "manage/assignments/<uuid:assignment>/people/",
        views_people.assignment_people,
        name="assignment-people",
    ),
    path(
        "manage/assignments/<uuid:assignment>/rules/",
        views_manage.assignment_rules,
        name="assignment-rules",
    ),
    path(
        "manage/assignments/<uuid:assignment>/repeat/",
        views_recurrence.assignment_repeat,
        name="assignment-repeat",
    ),
    path(
        "manage/assignments/<uuid:assignment>/stop/",
        views_recurrence.assignment_stop,
        name="assignment-stop",
    ),
    path(
        "manage/assignments/<uuid:assignment>/paper/",
        views_paper.assignment_paper,
        name="assignment-paper",
    ),
    path("manage/assignments/<uuid:assignment>/", views_manage.assignment, name="assignment"),
    path(
        "manage/assignments/<uuid:assignment>/policy/",
        views_policies.assignment_policy,
        name="assignment-policy",
    ),
    path(
        "manage/assignments/<uuid:assignment>/policy/new/",
        views_policies.policy_revise,
        name="policy-revise",
    ),
    path(
        "manage/assignments/<uuid:assignment>/policy/remove/",
        views_policies.policy_detach,
        name="policy-detach",
    ),
    path("manage/groups/", views_groups.group_list, name="group-list"),
    path("manage/groups/new/", views_groups.group_new, name="group-new"),
    path("manage/groups/count/", views_groups.group_count, name="group-count"),
    path("manage/groups/<uuid:group>/", views_groups.group_edit, name="group-edit"),
    path("manage/groups/<uuid:group>/delete/", views_groups.group_delete, name="group-delete"),
    path("manage/sessions/", views_group_session.group_session_list, name="group-session-list"),
    path(
        "manage/sessions/<uuid:session>/",
        views_group_session.group_session,
        name="group-session",
    ),
    path(
        "manage/sessions/<uuid:session>/tick/",
        views_group_session.group_session_tick,
        name="group-session-tick",
    ),
    path(
        "manage/sessions/<uuid:session>/people/<int:attendance>/",
        views_group_session.group_session_person,
        name="group-session-person",
    ),
    path(
        "manage/sessions/<uuid:session>/end/",
        views_group_session.group_session_end,
        name="group-session-end",
    ),
    path(
        "manage/sessions/<uuid:session>/screen/",
        views_group_session.group_screen,
        name="group-screen",
    ),
    path(
        "manage/sessions/<uuid:session>/screen/<slug:slide>/",
        views_group_session.group_slide,
        name="group-slide",
    ),
    path("verify/", views_exam.verify_form, name="verify-form"),
    path("verify/<str:code>/", views_exam.verify, name="verify"),
]
