"""What an attacker does who has every file of a portal but the folder of the survey keys.

`portal_program` is the portal that is attacked, `portal` drives it from a test, `weak_portal` is
one that leaks. `spoils` collects what lies about, the other modules read it.
"""
