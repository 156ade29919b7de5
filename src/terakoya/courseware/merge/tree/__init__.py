"""Parts of a course as trees of fields, all languages together: what `diff` and `merge` compare.

Nothing here knows what a difference means; that is decided by those two.
"""
