"""Addresses of signing in, joining, the account, and the officer's pages on people."""

from django.urls import path

from .views import entry, invitations, inviting, joining, members, my, organisation, passwords

app_name = "accounts"
urlpatterns = [
    path("sign-in/", entry.sign_in, name="sign-in"),
    path("sign-out/", entry.sign_out_page, name="sign-out"),
    path("password/", passwords.password_forgotten, name="password-forgotten"),
    path("password/<str:token>/", passwords.password_set, name="password-set"),
    path("email/<str:token>/", passwords.email_confirm, name="email-confirm"),
    path("join-code/", joining.code_join, name="code-join"),
    path("join/<str:token>/", joining.join, name="join"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("my/organisations/", my.organisations, name="organisations"),
    path("my/organisations/<uuid:member>/", my.organisation_choose, name="organisation-choose"),
    path("my/account/", my.account, name="account"),
    path("my/password/", passwords.password_change, name="password-change"),
    path("my/email/", passwords.email_change, name="email-change"),
    path("my/email/resend/", passwords.email_resend, name="email-resend"),
    path("my/sessions/end/", passwords.sessions_end, name="sessions-end"),
    path("manage/members/", members.member_list, name="member-list"),
    path("manage/members/export.csv", members.member_export, name="member-export"),
    path("manage/members/add/", members.member_add, name="member-add"),
    path("manage/members/invite/", inviting.invite, name="invite"),
    path("manage/members/links/", inviting.invite_link_create, name="invite-link-create"),
    path(
        "manage/members/links/<uuid:link>/revoke/",
        inviting.invite_link_revoke,
        name="invite-link-revoke",
    ),
    path("manage/members/posters/<uuid:link>/", inviting.poster, name="poster"),
    path("manage/members/roster/", inviting.roster, name="roster"),
    path("manage/members/departments/", organisation.department_list, name="department-list"),
    path("manage/members/departments/add/", organisation.department_add, name="department-add"),
    path(
        "manage/members/departments/<uuid:department>/",
        organisation.department_edit,
        name="department-edit",
    ),
    path("manage/members/roles/<int:grant>/revoke/", members.role_revoke, name="role-revoke"),
    path("manage/members/<uuid:member>/", members.member_edit, name="member-edit"),
    path("manage/members/<uuid:member>/code/", members.member_code, name="member-code"),
    path("manage/members/<uuid:member>/invite/", members.member_invite, name="member-invite"),
    path("manage/members/<uuid:member>/uninvite/", members.member_uninvite, name="member-uninvite"),
    path("manage/members/<uuid:member>/leave/", members.member_leave, name="member-leave"),
    path("manage/members/<uuid:member>/return/", members.member_return, name="member-return"),
    path("manage/members/<uuid:member>/roles/", members.role_grant, name="role-grant"),
    path("manage/settings/", organisation.organisation_settings, name="organisation-settings"),
]
