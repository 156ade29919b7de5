"""Inquiries: what the public and customers ask the seller, and the answers.

Owns threads, their states and templates. A quote that an inquiry becomes is orders'.
"""
