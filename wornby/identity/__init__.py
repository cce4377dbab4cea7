"""Who somebody is: passwords."""

from wornby.identity.passwords import Argon2Passwords

__all__ = ["Argon2Passwords"]
