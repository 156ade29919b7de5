"""Persons, organisations, departments, members, roles, invite links, sign-in.

Owns who somebody is and what they may be in an organisation. Does not own seats, assignments or
anything that a member learns: apps above listen to `signals` and look members up.
"""
