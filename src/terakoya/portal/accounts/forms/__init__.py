"""The shapes of what pages take; rules are in the services. Private to this app."""
