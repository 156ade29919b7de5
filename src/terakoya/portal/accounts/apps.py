"""The app's registration."""

import datetime as dt

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """Registers `accounts`."""

    name = "terakoya.portal.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers answer what strangers ask for by an address.

        Django's own note of the last sign-in is left out: the audit log has every one.
        """
        from ..delivery.schedule import register_periodic
        from ..delivery.sending import register_sender  # apps are ready only here
        from . import personal_data
        from .asked_mails import answer_join, answer_password, tell_of_notice, tell_of_terms
        from .selectors.personal_data import account_sections
        from .services.joining import JOIN_REQUEST
        from .services.legal import TERMS_NEWS
        from .services.notices import NOTICE_NEWS
        from .services.passwords import PASSWORD_REQUEST
        from .services.roster_sources import work_on_rosters

        user_logged_in.disconnect(dispatch_uid="update_last_login")
        register_sender(JOIN_REQUEST, answer_join)
        register_sender(PASSWORD_REQUEST, answer_password)
        register_sender(TERMS_NEWS, tell_of_terms)
        register_sender(NOTICE_NEWS, tell_of_notice)
        personal_data.register_source("accounts", account_sections)
        every = dt.timedelta(seconds=5)
        register_periodic("accounts.work_on_rosters", every, work_on_rosters, apart=True)
