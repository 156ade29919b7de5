"""Base templates, navigation, home pages, help card, error pages, demo data. Owns no rows."""
