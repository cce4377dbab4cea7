"""Who asks, and what that allows."""

from collections.abc import Mapping
from dataclasses import dataclass

from wornby.datamodel import Scope

INCLUDED: Mapping[Scope, frozenset[Scope]] = {
    Scope.SHOPPER: frozenset({Scope.SHOPPER}),
    Scope.WEARER: frozenset({Scope.WEARER}),
    Scope.READ: frozenset({Scope.READ, Scope.SHOPPER}),
    Scope.INGEST: frozenset({Scope.INGEST, Scope.READ, Scope.SHOPPER}),
    Scope.STAFF: frozenset({Scope.STAFF, Scope.READ, Scope.SHOPPER}),
    Scope.RIGHTS: frozenset({Scope.RIGHTS, Scope.STAFF, Scope.READ, Scope.SHOPPER}),
    Scope.ADMIN: frozenset(Scope) - {Scope.WEARER},
}
"""What each scope includes. A wearer's link opens the wearer's own photos, so no key and no role includes `wearer`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: by an API key, in a session, by a wearer's link, or without any of them.

    Attributes:
        key_id: Of the API key; empty without one.
        scopes: What was given; each includes others.
        name: Of the API key, as the operator gave it, or of the user.
        user_id: Of who is signed in; empty for others.
        link_id: Of the wearer's link; empty for others.
    """

    key_id: str
    scopes: frozenset[Scope]
    name: str = ""
    user_id: str = ""
    link_id: str = ""

    def may(self, scope: Scope) -> bool:
        """Whether one of the scopes is, or includes, this one."""
        return any(scope in INCLUDED[own] for own in self.scopes)

    @property
    def is_known(self) -> bool:
        """Whether a key, a session or a link says who asks."""
        return bool(self.key_id or self.user_id or self.link_id)

    @property
    def actor(self) -> str:
        """Who an act is written down for, by ids, since names are free text and may be a person's.

        "staff/USER", "key/KEY" or "wearer/LINK"; empty for nobody known.
        """
        if self.user_id:
            return f"staff/{self.user_id}"
        if self.key_id:
            return f"key/{self.key_id}"
        return f"wearer/{self.link_id}" if self.link_id else ""
