"""The app's registration."""

import datetime as dt

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    """Registers `authoring`: decks are read; what is undecided holds a publication up."""

    name = "terakoya.portal.authoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the workers read decks, and editions know what is still to be decided."""
        from ..delivery.schedule import register_periodic  # apps are ready only here
        from ..editions.extensions import register_first_state, register_reasons, register_room
        from ..editions.signals import deck_taken
        from .selectors.draft import undecided_reasons
        from .selectors.first_state import first_state
        from .selectors.room import bytes_of_decks
        from .services import delete_old_decks, follow_deck, read_decks, say_samples

        deck_taken.connect(follow_deck, dispatch_uid="authoring.follow_deck")
        register_reasons(undecided_reasons)
        register_first_state(first_state)
        register_room(bytes_of_decks)
        register_periodic("authoring.read_decks", dt.timedelta(seconds=3), read_decks, apart=True)
        register_periodic("authoring.say_samples", dt.timedelta(seconds=3), say_samples, apart=True)
        register_periodic("authoring.delete_old_decks", dt.timedelta(days=1), delete_old_decks)
