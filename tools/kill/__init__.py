"""Kills the server in the middle of learners' journeys and looks for what was lost."""
