"""What records prove: the chained log, its signed heads, and packs of records checked offline.

Knows no Django and nothing of the portal, so that an auditor needs neither: `terakoya verify`.
"""
