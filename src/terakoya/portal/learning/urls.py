"""Addresses of learning."""

from django.urls import path

from .views import (
    assignments,
    check_in,
    exam,
    group_session,
    groups,
    my,
    notes,
    paper,
    people,
    player,
    policies,
    recurrence,
)

app_name = "learning"
urlpatterns = [
    # First what is asked most often: the player, and what a learner sees.
    path("learn/<uuid:enrolment>/events/", player.events, name="events"),
    path(
        "learn/<uuid:enrolment>/test/<uuid:attempt>/answer/",
        exam.attempt_answer,
        name="attempt-answer",
    ),
    path("learn/<uuid:enrolment>/", player.enrolment, name="enrolment"),
    path("learn/<uuid:enrolment>/notes/", notes.notes_sync, name="notes-sync"),
    path("learn/<uuid:enrolment>/test/", exam.attempt, name="attempt"),
    path(
        "learn/<uuid:enrolment>/test/<uuid:attempt>/",
        exam.attempt_result,
        name="attempt-result",
    ),
    path(
        "learn/<uuid:enrolment>/test/<uuid:attempt>/submit/",
        exam.attempt_submit,
        name="attempt-submit",
    ),
    # A slide's id would take the place of every word above.
    path("learn/<uuid:enrolment>/<slug:slide>/", player.slide, name="slide"),
    path("learn/<uuid:enrolment>/<slug:slide>/data/", player.slide_data, name="slide-data"),
    path("learn/<uuid:enrolment>/<slug:slide>/read/", player.slide_read, name="slide-read"),
    path("my/policies/<uuid:version>/", policies.policy_file, name="policy-file"),
    path(
        "my/assignments/<uuid:assignment>/policy/",
        policies.policy_read,
        name="policy-read",
    ),
    path("my/", my.my, name="my"),
    path(
        "my/assignments/<uuid:assignment>/begin/",
        my.assignment_begin,
        name="assignment-begin",
    ),
    path(
        "my/assignments/<uuid:assignment>/start/",
        my.assignment_start,
        name="assignment-start",
    ),
    path(
        "my/enrolments/<uuid:enrolment>/continue/",
        my.enrolment_continue,
        name="enrolment-continue",
    ),
    path("my/notes/<slug:course>/", notes.notes, name="notes"),
    path("my/notes/<slug:course>/notes.md", notes.notes_export, name="notes-export"),
    path("my/notes/<slug:course>/add/", notes.note_add, name="note-add"),
    path("my/notes/<slug:course>/<uuid:note>/", notes.note_edit, name="note-edit"),
    path("my/notes/<slug:course>/<uuid:note>/delete/", notes.note_delete, name="note-delete"),
    path(
        "my/notes/<slug:course>/bookmarks/<slug:slide>/remove/",
        notes.bookmark_remove,
        name="bookmark-remove",
    ),
    path("my/check-in/", check_in.check_in_pin, name="check-in"),
    path("my/check-in/<str:token>/", check_in.check_in_link, name="check-in-link"),
    path("my/certificates/<uuid:certificate>/", exam.certificate, name="certificate"),
    path(
        "my/certificates/<uuid:certificate>/pdf/",
        exam.certificate_pdf,
        name="certificate-pdf",
    ),
    path("manage/assignments/", assignments.assignment_list, name="assignment-list"),
    path("manage/assignments/new/", assignments.assignment_new, name="assignment-new"),
    path(
        "manage/assignments/changes/<slug:course>/",
        assignments.assignment_changes,
        name="assignment-changes",
    ),
    path(
        "manage/assignments/<uuid:assignment>/due/",
        assignments.assignment_due,
        name="assignment-due",
    ),
    path(
        "manage/assignments/<uuid:assignment>/end/",
        assignments.assignment_end,
        name="assignment-end",
    ),
    path(
        "manage/assignments/<uuid:assignment>/people/",
        people.assignment_people,
        name="assignment-people",
    ),
    path(
        "manage/assignments/<uuid:assignment>/rules/",
        assignments.assignment_rules,
        name="assignment-rules",
    ),
    path(
        "manage/assignments/<uuid:assignment>/repeat/",
        recurrence.assignment_repeat,
        name="assignment-repeat",
    ),
    path(
        "manage/assignments/<uuid:assignment>/stop/",
        recurrence.assignment_stop,
        name="assignment-stop",
    ),
    path(
        "manage/assignments/<uuid:assignment>/paper/",
        paper.assignment_paper,
        name="assignment-paper",
    ),
    path("manage/assignments/<uuid:assignment>/", assignments.assignment, name="assignment"),
    path(
        "manage/assignments/<uuid:assignment>/policy/",
        policies.assignment_policy,
        name="assignment-policy",
    ),
    path(
        "manage/assignments/<uuid:assignment>/policy/new/",
        policies.policy_revise,
        name="policy-revise",
    ),
    path(
        "manage/assignments/<uuid:assignment>/policy/remove/",
        policies.policy_detach,
        name="policy-detach",
    ),
    path("manage/groups/", groups.group_list, name="group-list"),
    path("manage/groups/new/", groups.group_new, name="group-new"),
    path("manage/groups/count/", groups.group_count, name="group-count"),
    path("manage/groups/<uuid:group>/", groups.group_edit, name="group-edit"),
    path("manage/groups/<uuid:group>/delete/", groups.group_delete, name="group-delete"),
    path("manage/sessions/", group_session.group_session_list, name="group-session-list"),
    path(
        "manage/sessions/<uuid:session>/",
        group_session.group_session,
        name="group-session",
    ),
    path(
        "manage/sessions/<uuid:session>/tick/",
        group_session.group_session_tick,
        name="group-session-tick",
    ),
    path(
        "manage/sessions/<uuid:session>/people/<int:attendance>/",
        group_session.group_session_person,
        name="group-session-person",
    ),
    path(
        "manage/sessions/<uuid:session>/end/",
        group_session.group_session_end,
        name="group-session-end",
    ),
    path(
        "manage/sessions/<uuid:session>/screen/",
        group_session.group_screen,
        name="group-screen",
    ),
    path(
        "manage/sessions/<uuid:session>/screen/<slug:slide>/",
        group_session.group_slide,
        name="group-slide",
    ),
    path("verify/", exam.verify_form, name="verify-form"),
    path("verify/<str:code>/", exam.verify, name="verify"),
]
