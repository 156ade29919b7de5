"""Proposals: what a published survey table suggests to train, and what became of it.

Owns the decisions of officers about proposals. Reads published tables and courses, changes editions
and assignments through their services; never reads a counting cell, a ballot or a participation.
"""
