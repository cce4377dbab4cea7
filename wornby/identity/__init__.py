"""Who somebody is: passwords, and what a provider of sign-ins says."""

from wornby.identity.oidc import OidcClient, OidcProvider
from wornby.identity.passwords import Argon2Passwords

__all__ = ["Argon2Passwords", "OidcClient", "OidcProvider"]
