"""Changing one state of an edition into another: pure functions, without Django's models.

Each takes a state and gives a new one, valid as a whole, or raises `ChangeRefused`. A change of
structure is made in every language at once, since languages have the same slides in one order.
`edits` is the table of those that officers make.
"""
