"""Terakoya: compliance courses as a portal, as PowerPoint and Excel, and back again."""
