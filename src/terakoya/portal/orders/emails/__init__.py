"""The mails of orders."""
