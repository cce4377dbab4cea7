"""Users, sessions, passwords."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from wornby.datamodel.ledger import LedgerEntry
from wornby.datamodel.staff import Identity, Session, User

Alter = Callable[[User, Sequence[User]], tuple[User, Sequence[LedgerEntry]]]
"""From a user as they are kept, and all users, to the user as they shall be and what the ledger says of it."""


class StaffStore(Protocol):
    """Keeps users and sessions, each change with its lines of the ledger. Thread-safe."""

    def put_user(self, user: User, *, entries: Sequence[LedgerEntry] = ()) -> None:
        """Add or replace a user.

        Args:
            user: As it shall be.
            entries: What the ledger says of it; kept in the same transaction.

        Raises:
            DuplicateError: Another user has the name, or signs in elsewhere under the same subject.
        """
        ...

    def alter_user(self, user_id: str, alter: Alter, *, end_sessions: bool = True) -> User:
        """Change a user in one transaction with a look at who they are: of two changes neither undoes the other.

        Args:
            user_id: Who.
            alter: Says what becomes of them; what it raises leaves all as it was. A user who stays as they are is not
                written, and their sessions go on.
            end_sessions: Whether the sessions of a user who changed end with it.

        Raises:
            DuplicateError: Another user has the name or the subject.
            NotFoundError: Nobody has the id.
        """
        ...

    def get_user(self, user_id: str) -> User | None:
        """A user by id."""
        ...

    def find_user(self, name: str) -> User | None:
        """A user by name."""
        ...

    def find_subject(self, oidc_subject: str) -> User | None:
        """The user who signs in elsewhere under a subject."""
        ...

    def list_users(self) -> list[User]:
        """All users by name, those who may not sign in too."""
        ...

    def put_session(self, session: Session, *, user: User, entries: Sequence[LedgerEntry] = ()) -> bool:
        """Add a session, only while its user is kept as given; returns whether it was added."""
        ...

    def find_session(self, id_sha256: str) -> tuple[Session, User] | None:
        """A session with its user, expired or not."""
        ...

    def see_session(self, id_sha256: str, *, at: datetime) -> None:
        """Note when a session was last used; one that has ended meanwhile stays ended."""
        ...

    def delete_session(self, id_sha256: str, *, entries: Sequence[LedgerEntry] = ()) -> None:
        """End a session, if there is one; nothing is written down where there is none."""
        ...

    def delete_sessions(self, *, user_id: str | None = None, expired_at: datetime | None = None) -> int:
        """End the sessions of a user, or those that have expired at a moment; returns how many."""
        ...


class IdentityProvider(Protocol):
    """Another service where staff sign in. Thread-safe."""

    def address(self, *, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where a browser goes to sign in.

        Args:
            back: Where it is sent afterwards.
            state: Comes back with it.
            nonce: Comes back in the signed token.
            verifier: A secret of this attempt, of which only the hash is sent (PKCE).

        Raises:
            ProviderError: The service was not reached.
        """
        ...

    def identify(self, code: str, *, back: str, nonce: str, verifier: str) -> Identity:
        """Who came back, by the code that the browser brought.

        Raises:
            ProviderError: The service was not reached.
            SignInError: It does not vouch for anybody, or not for this attempt.
        """
        ...

    def subject(self, name: str) -> str:
        """The service's id of a person, as a user keeps it: "ISSUER SUBJECT"."""
        ...


class PasswordHasher(Protocol):
    """Makes and checks hashes of passwords. Thread-safe."""

    def hash(self, password: str) -> str:
        """The hash to keep, with its salt and cost.

        Raises:
            BusyError: Too many sign in at once.
        """
        ...

    def verify(self, password: str, held: str) -> bool:
        """Whether a password is the one that a hash was made of; False for what is no hash.

        Raises:
            BusyError: Too many sign in at once.
        """
        ...

    def needs_rehash(self, held: str) -> bool:
        """Whether a hash was made at another cost."""
        ...
