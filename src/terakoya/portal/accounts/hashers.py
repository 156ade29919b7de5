"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's 19 MiB, two passes, one lane: 5,000 sign-ins in ten minutes fit."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
