"""The shop's staff: users, their roles, their sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wornby.datamodel.records import Scope


class Role(StrEnum):
    """What somebody does for the shop."""

    VIEWER = "viewer"
    EDITOR = "editor"
    RIGHTS = "rights"
    ADMIN = "admin"


ROLE_SCOPES: Mapping[Role, frozenset[Scope]] = {
    Role.VIEWER: frozenset({Scope.READ, Scope.STAFF}),
    Role.EDITOR: frozenset({Scope.READ, Scope.STAFF, Scope.INGEST}),
    Role.RIGHTS: frozenset({Scope.READ, Scope.STAFF, Scope.RIGHTS}),
    Role.ADMIN: frozenset({Scope.READ, Scope.STAFF, Scope.INGEST, Scope.RIGHTS, Scope.ADMIN}),
}
"""A viewer looks, an editor also takes photos in and corrects tags, a rights officer also decides on rights and erases;
an admin does all that and manages keys and users."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may sign in.

    Attributes:
        id: Random.
        name: Unique, lower case; what is done is written down in this name.
        password_hash: With salt and cost; empty for who signs in elsewhere.
        oidc_subject: "ISSUER SUBJECT" of who signs in elsewhere; None for others, and before the first time by e-mail.
        disabled_at: Since when the user may not sign in any more; None for who may.
    """

    id: str
    name: str
    role: Role
    password_hash: str
    created_at: datetime
    oidc_subject: str | None = None
    disabled_at: datetime | None = None

    @property
    def signs_in_elsewhere(self) -> bool:
        """Whether a provider says who this is; then there is no password here."""
        return not self.password_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is, as a provider of sign-ins says.

    Attributes:
        issuer: The provider's own address.
        subject: Its id of the person; never given to another one.
        email: An address that the provider has verified; empty without one.
    """

    issuer: str
    subject: str
    email: str = ""

    @property
    def key(self) -> str:
        """As a user keeps it: "ISSUER SUBJECT"."""
        return f"{self.issuer} {self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is signed in with one browser.

    Attributes:
        id_sha256: Of the secret in the cookie, which is kept nowhere.
        csrf: What a page of ours sends with each act.
        seen_at: When something was last asked for, to the minute.
    """

    id_sha256: str
    user_id: str
    csrf: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
