"""Question files: tables, GIFT, Moodle XML and Aiken, written and read back."""
