"""Courses as data: the model, readers, writers, checks, scoring and the command line.

Knows no Django and nothing of the portal; usable from a plain script.
"""
