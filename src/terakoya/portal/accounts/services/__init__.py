"""Changing persons, organisations and members.

Each service is one transaction with its audit entry and its mails; who acts comes first.
"""

from .base import accept_documents, require_confirmed_email
from .confirming import confirm_person
from .data_requests import answer_data_request, record_data_download, request_data_change
from .department_moves import merge_department, move_department
from .departments import (
    add_department,
    close_department,
    department_at,
    place_in_department,
    rename_department,
    reopen_department,
)
from .email import (
    EmailClaim,
    change_email,
    confirm_email,
    find_email_claim,
    send_email_confirmation,
    take_email,
)
from .former_password import delete_what_closed, open_by_former_password, read_code_news
from .house import enter_house
from .invitations import (
    Invitation,
    accept_invitation,
    find_invitation,
    send_invitation,
    withdraw_invitation,
)
from .invites import create_invite_link, revoke_invite_link
from .joining import (
    accept_membership,
    find_invite_link,
    join_as_person,
    join_by_link,
    request_join_mail,
)
from .joining_codes import issue_joining_code, join_by_code
from .legal import (
    accept_terms,
    publish_legal_text,
    tell_owners_of_terms,
    withdraw_legal_text,
)
from .members import add_member, edit_member, leave_member, return_member
from .notices import (
    NoticeText,
    end_notice,
    mail_notice,
    publish_notice,
    publish_notices,
    read_notice,
)
from .operators import appoint_operator, set_rights
from .organisation import edit_organisation, fill_variables
from .passwords import (
    change_password,
    find_person_by_password_link,
    request_password_link,
    send_password_link,
    set_password_by_link,
)
from .roles import grant_role, revoke_role
from .roster import (
    RosterResult,
    Wishes,
    apply_import,
    check_confirmation,
    check_import,
    confirm_import,
    drop_import,
    import_roster,
    read_waiting,
    receive_file,
    receive_table,
    skip_problems,
)
from .roster_sources import (
    create_roster_source,
    find_source,
    receive_by_source,
    revoke_roster_source,
    work_on_rosters,
)
from .roster_undo import is_undoable, undo_import
from .second_factor import (
    add_passkey,
    answer_by_code,
    answer_by_passkey,
    close_recovery_codes,
    remove_app,
    remove_passkey,
    rename_passkey,
    renew_recovery_codes,
    reset_second_factor,
    set_up_app,
)
from .sessions import end_session, end_sessions
from .sign_ins import record_lock, record_sign_in, record_sign_out
from .sign_up import OrganisationDetails, open_organisation, sign_up_owner
from .slips import issue_slips

__all__ = [
    "EmailClaim",
    "Invitation",
    "NoticeText",
    "OrganisationDetails",
    "RosterResult",
    "Wishes",
    "accept_documents",
    "accept_invitation",
    "accept_membership",
    "accept_terms",
    "add_department",
    "add_member",
    "add_passkey",
    "answer_by_code",
    "answer_by_passkey",
    "answer_data_request",
    "apply_import",
    "appoint_operator",
    "change_email",
    "change_password",
    "check_confirmation",
    "check_import",
    "close_department",
    "close_recovery_codes",
    "confirm_email",
    "confirm_import",
    "confirm_person",
    "create_invite_link",
    "create_roster_source",
    "delete_what_closed",
    "department_at",
    "drop_import",
    "edit_member",
    "edit_organisation",
    "end_notice",
    "end_session",
    "end_sessions",
    "enter_house",
    "fill_variables",
    "find_email_claim",
    "find_invitation",
    "find_invite_link",
    "find_person_by_password_link",
    "find_source",
    "grant_role",
    "import_roster",
    "is_undoable",
    "issue_joining_code",
    "issue_slips",
    "join_as_person",
    "join_by_code",
    "join_by_link",
    "leave_member",
    "mail_notice",
    "merge_department",
    "move_department",
    "open_by_former_password",
    "open_organisation",
    "place_in_department",
    "publish_legal_text",
    "publish_notice",
    "publish_notices",
    "read_code_news",
    "read_notice",
    "read_waiting",
    "receive_by_source",
    "receive_file",
    "receive_table",
    "record_data_download",
    "record_lock",
    "record_sign_in",
    "record_sign_out",
    "remove_app",
    "remove_passkey",
    "rename_department",
    "rename_passkey",
    "renew_recovery_codes",
    "reopen_department",
    "request_data_change",
    "request_join_mail",
    "request_password_link",
    "require_confirmed_email",
    "reset_second_factor",
    "return_member",
    "revoke_invite_link",
    "revoke_role",
    "revoke_roster_source",
    "send_email_confirmation",
    "send_invitation",
    "send_password_link",
    "set_password_by_link",
    "set_rights",
    "set_up_app",
    "sign_up_owner",
    "skip_problems",
    "take_email",
    "tell_owners_of_terms",
    "undo_import",
    "withdraw_invitation",
    "withdraw_legal_text",
    "work_on_rosters",
]
