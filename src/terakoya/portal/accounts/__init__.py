"""Persons, organisations, departments, members, roles, invite links, sign-in."""
