"""自社の教材: courses that an organisation makes from its own PowerPoint files.

Owns the file with its reading, what became of each page, and what was decided about it. The course
that is made of it is the catalogue's, its draft and what is published of it are an edition's
(`editions`), under the same public id. Rules: docs/algorithms/own-courses.md.
"""
