"""The pages of this app, by subject. Private to this app."""
