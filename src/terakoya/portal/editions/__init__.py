"""自社版: an organisation's customised courses, from the first change to the published revision.

Owns the edition with its draft, what was published of it and how (Release, EditionRevision), the
vendor's updates on their way into it, and uploaded files. Does not own revisions, which are the
catalogue's, nor what learners do on them. Rules: docs/algorithms/editions.md.
"""
