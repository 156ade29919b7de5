"""The operator's desk: home, search, one organisation at a glance, approvals, suspension.

Owns what operators decide about organisations and what they may do; reads everything below.
"""
