"""Money after the order: month-end invoices, payments, polite reminders, the books.

Owns what was billed, what was paid and what was asked for. What was ordered is orders';
the documents themselves are documents'.
"""
