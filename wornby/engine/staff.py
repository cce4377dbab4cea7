"""Users, and who of them is signed in."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

import structlog

from wornby.datamodel.ledger import LedgerEntry, LedgerKind
from wornby.datamodel.staff import Identity, Role, Session, User
from wornby.errors import ConfigurationError, ConflictError, InputError, NotFoundError, SignInError
from wornby.interfaces.staff import IdentityProvider, PasswordHasher, StaffStore

log = structlog.get_logger(__name__)

MIN_PASSWORD = 12
MAX_PASSWORD = 200
OPERATOR = "staff/cli"
"""Who acts on the command line: whoever can is the operator."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_SEEN_EVERY = timedelta(minutes=1)
_TOKEN_BYTES = 32
_CSRF_BYTES = 24

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody who has just signed in. `token` is the secret for the cookie; only its hash is kept."""

    user: User
    session: Session
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRules:
    """How long a session lasts: at most, and without anything being asked for."""

    lasts: timedelta
    idle: timedelta


def utc_now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


class Staff:
    """The users of one library. Each change of them is a line of the ledger, by ids. Thread-safe.

    Args:
        store: Keeps them.
        passwords: Makes and checks hashes.
        rules: How long sessions last.
        clock: The moment, in UTC.
        provider: Where users without a password sign in; nowhere where it is left out.
    """

    def __init__(
        self,
        store: StaffStore,
        passwords: PasswordHasher,
        *,
        rules: SessionRules,
        clock: Clock = utc_now,
        provider: IdentityProvider | None = None,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._rules = rules
        self._clock = clock
        self._provider = provider

    # Users

    def add(self, name: str, role: Role, *, password: str, by: str = OPERATOR) -> User:
        """Make a user.

        Raises:
            DuplicateError: There is one of this name.
            InputError: Name or password cannot be used.
        """
        name = _checked_name(name)
        _check_password(password, name=name)
        if self._store.find_user(name) is not None:
            message = f"There is a user {name!r} already."
            raise InputError(message)
        user = User(
            id=secrets.token_hex(6),
            name=name,
            role=role,
            password_hash=self._passwords.hash(_plain(password)),
            created_at=self._clock(),
        )
        self._store.put_user(user, entries=[_entry(by, "user-added", user, role=role.value)])
        return user

    def add_elsewhere(self, name: str, role: Role, *, subject: str = "", by: str = OPERATOR) -> User:
        """Make a user who signs in at the provider.

        Args:
            name: Without a subject the e-mail address that the provider has verified: whoever first comes with it is
                this user from then on.
            role: What the user may.
            subject: The provider's id of the person.
            by: Who makes the user.

        Raises:
            ConfigurationError: No provider is set.
            DuplicateError: Another user has the subject.
            InputError: There is one of this name, or the name is no address where it must be one.
        """
        provider = self.provider
        name = _checked_name(name)
        if self._store.find_user(name) is not None:
            message = f"There is a user {name!r} already."
            raise InputError(message)
        if not subject and "@" not in name:
            message = "Give the e-mail address as the name, or the provider's subject of the user."
            raise InputError(message)
        if len(subject) > MAX_PASSWORD or not subject.isprintable() or subject != subject.strip():
            message = "A subject has at most 200 printable characters, as the provider writes it."
            raise InputError(message)
        user = User(
            id=secrets.token_hex(6),
            name=name,
            role=role,
            password_hash="",
            created_at=self._clock(),
            oidc_subject=provider.subject(subject) if subject else None,
        )
        self._store.put_user(user, entries=[_entry(by, "user-added", user, role=role.value, through="provider")])
        return user

    @property
    def provider(self) -> IdentityProvider:
        """Where users without a password sign in.

        Raises:
            ConfigurationError: Nowhere.
        """
        if self._provider is None:
            message = "No provider of sign-ins is set. Set WORNBY_OIDC_ISSUER and WORNBY_OIDC_CLIENT_ID."
            raise ConfigurationError(message)
        return self._provider

    @property
    def has_provider(self) -> bool:
        """Whether users may sign in at a provider."""
        return self._provider is not None

    def list(self) -> list[User]:
        """All users by name, those who may not sign in too."""
        return self._store.list_users()

    def get(self, user_id: str) -> User:
        """A user by id.

        Raises:
            NotFoundError: Nobody has it.
        """
        return _found(self._store.get_user(user_id), user_id)

    def named(self, name: str) -> User:
        """A user by name.

        Raises:
            NotFoundError: Nobody has it.
        """
        return _found(self._store.find_user(fold_name(name)), name)

    def change(
        self, user_id: str, *, role: Role | None = None, disabled: bool | None = None, by: str = OPERATOR
    ) -> User:
        """Give a user another role, let them sign in no more, or again. What is None stays; their sessions end.

        Raises:
            ConflictError: No admin who may sign in would be left.
            NotFoundError: No such user.
        """

        def alter(user: User, present: Sequence[User]) -> tuple[User, Sequence[LedgerEntry]]:
            changed = replace(user, role=role or user.role)
            if disabled is not None:
                changed = replace(changed, disabled_at=(user.disabled_at or self._clock()) if disabled else None)
            if _is_admin(user) and not _is_admin(changed) and sum(map(_is_admin, present)) == 1:
                message = "This is the last admin. Make another one first: wornby users add NAME --role admin."
                raise ConflictError(message)
            entries = []
            if changed.role is not user.role:
                entries.append(_entry(by, "user-role", user, role=changed.role.value))
            if changed.disabled_at != user.disabled_at:
                entries.append(_entry(by, "user-disabled" if changed.disabled_at else "user-enabled", user))
            return changed, entries

        return self._store.alter_user(user_id, alter)

    def set_password(self, user_id: str, password: str, *, by: str = OPERATOR) -> User:
        """Give a user another password; their sessions end.

        Raises:
            ConflictError: The user signs in at the provider.
            InputError: It cannot be used.
            NotFoundError: No such user.
        """
        user = self.get(user_id)
        if user.signs_in_elsewhere:
            message = "This user signs in at the provider and has no password here."
            raise ConflictError(message)
        return self._set_password(user, password, by=by)

    def change_own_password(self, user_id: str, *, old: str, new: str) -> User:
        """Let somebody who knows their password take another; their sessions end.

        Raises:
            ConflictError: Who asks signs in at the provider, or was changed by somebody else meanwhile.
            InputError: The new one cannot be used.
            SignInError: The old one is wrong.
        """
        user = self.get(user_id)
        if user.signs_in_elsewhere:
            message = "You sign in at the provider and have no password here."
            raise ConflictError(message)
        if not self._passwords.verify(_plain(old), user.password_hash):
            message = "The present password is wrong."
            raise SignInError(message)
        return self._set_password(user, new, by=_actor(user), knows=True)

    def _set_password(self, user: User, password: str, *, by: str, knows: bool = False) -> User:
        """Keep a password; one that rests on knowing the old one only while the user is as they were then."""
        _check_password(password, name=user.name)
        # A hash takes long, and an admin may shut the user out meanwhile.
        made = self._passwords.hash(_plain(password))

        def alter(present: User, _all: Sequence[User]) -> tuple[User, Sequence[LedgerEntry]]:
            if knows and present != user:
                message = "Somebody else has just changed your user. Sign in again."
                raise ConflictError(message)
            return replace(present, password_hash=made), [_entry(by, "password-set", present)]

        return self._store.alter_user(user.id, alter)

    # Sessions

    def sign_in(self, name: str, password: str) -> SignedIn:
        """Begin a session.

        Raises:
            BusyError: Too many sign in at once.
            SignInError: Name or password are wrong, or the user may not sign in.
        """
        # For a name that nobody has it takes as long, so that the time does not tell which names there are.
        nobodys = self._nobodys_hash
        user = self._store.find_user(fold_name(name))
        held = user.password_hash if user is not None and user.password_hash else nobodys
        right = self._passwords.verify(_plain(password[:MAX_PASSWORD]), held)
        if user is None or not right or user.disabled_at is not None or not user.password_hash:
            log.warning("staff.sign_in_refused", user_id=user.id if user else None)
            message = "Name or password are wrong."
            raise SignInError(message)
        if self._passwords.needs_rehash(user.password_hash):
            user = self._rehash(user, password)
        return self.begin(user)

    def _rehash(self, user: User, password: str) -> User:
        made = self._passwords.hash(_plain(password))

        def alter(present: User, _all: Sequence[User]) -> tuple[User, Sequence[LedgerEntry]]:
            return (replace(present, password_hash=made) if present == user else present), ()

        self._store.alter_user(user.id, alter, end_sessions=False)
        return replace(user, password_hash=made)

    def sign_in_elsewhere(self, code: str, *, back: str, nonce: str, verifier: str) -> SignedIn:
        """Begin a session of somebody whom the provider vouches for. Nobody becomes a user by it.

        Args:
            code: As the browser brought it.
            back: The address that it was sent to.
            nonce: Of this attempt.
            verifier: Of this attempt.

        Raises:
            ConfigurationError: No provider is set.
            ProviderError: It was not reached.
            SignInError: It does not vouch for anybody, or nobody here is who it says, or the user may not sign in.
        """
        identity = self.provider.identify(code, back=back, nonce=nonce, verifier=verifier)
        user = self._store.find_subject(identity.key) or self._bound(identity)
        if user is None:
            log.warning("staff.sign_in_refused", user_id=None)
            message = (
                "The provider knows you, but no user here is you. Ask an admin for: "
                f"wornby users add NAME --role viewer --oidc --subject {identity.subject}"
            )
            raise SignInError(message)
        if user.disabled_at is not None or not user.signs_in_elsewhere:
            log.warning("staff.sign_in_refused", user_id=user.id)
            message = "You may not sign in here any more."
            raise SignInError(message)
        return self.begin(user)

    def _bound(self, identity: Identity) -> User | None:
        """A user who was added by e-mail and comes for the first time: from now on the provider's id counts alone."""
        user = self._store.find_user(fold_name(identity.email)) if identity.email else None
        if user is None or user.disabled_at is not None or not user.signs_in_elsewhere or user.oidc_subject is not None:
            return None
        held = user

        def alter(present: User, _all: Sequence[User]) -> tuple[User, Sequence[LedgerEntry]]:
            if present != held:
                return present, ()
            return replace(present, oidc_subject=identity.key), [_entry(_actor(present), "user-bound", present)]

        bound = self._store.alter_user(user.id, alter, end_sessions=False)
        return bound if bound.oidc_subject == identity.key else None

    def begin(self, user: User) -> SignedIn:
        """Begin a session of a user whom somebody else has vouched for.

        Raises:
            SignInError: The user was changed since then.
        """
        now = self._clock()
        self._store.delete_sessions(expired_at=now)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        session = Session(
            id_sha256=_hash(token),
            user_id=user.id,
            csrf=secrets.token_urlsafe(_CSRF_BYTES),
            created_at=now,
            seen_at=now,
            expires_at=now + self._rules.lasts,
        )
        if not self._store.put_session(session, user=user, entries=[_entry(_actor(user), "signed-in", user)]):
            log.warning("staff.sign_in_refused", user_id=user.id)
            message = "Somebody has just changed this user. Sign in again."
            raise SignInError(message)
        return SignedIn(user=user, session=session, token=token)

    def session(self, token: str) -> tuple[Session, User] | None:
        """Whose session a secret belongs to; None where it is none, has ended, or its user may not sign in."""
        found = self._store.find_session(_hash(token))
        if found is None:
            return None
        session, user = found
        now = self._clock()
        if now >= min(session.expires_at, session.seen_at + self._rules.idle) or user.disabled_at is not None:
            self._store.delete_session(session.id_sha256)
            return None
        if now - session.seen_at >= _SEEN_EVERY:
            self._store.see_session(session.id_sha256, at=now)
        return session, user

    def sign_out(self, session: Session, user: User) -> None:
        """End a session."""
        self._store.delete_session(session.id_sha256, entries=[_entry(_actor(user), "signed-out", user)])

    @cached_property
    def _nobodys_hash(self) -> str:
        return self._passwords.hash(secrets.token_urlsafe(_TOKEN_BYTES))


def _found(user: User | None, which: str) -> User:
    if user is None:
        message = f"No user {which!r}."
        raise NotFoundError(message)
    return user


def _entry(by: str, action: str, user: User, **details: str) -> LedgerEntry:
    return LedgerEntry(kind=LedgerKind.STAFF, subject=user.id, actor=by, action=action, details=details)


def _actor(user: User) -> str:
    return f"staff/{user.id}"


def _is_admin(user: User) -> bool:
    return user.role is Role.ADMIN and user.disabled_at is None


def fold_name(name: str) -> str:
    """A user's name as it is kept, however it was typed."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def _checked_name(name: str) -> str:
    folded = fold_name(name)
    if not _NAME.fullmatch(folded):
        message = "A user's name has 1 to 64 letters a-z, digits and . _ @ + -, and begins with a letter or digit."
        raise InputError(message)
    return folded


def _plain(password: str) -> str:
    # The same letters are typed as different code points on different keyboards (NIST SP 800-63B §3.1.1.2).
    return unicodedata.normalize("NFKC", password)


def _check_password(password: str, *, name: str) -> None:
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        message = f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters; a few words make a good one."
        raise InputError(message)
    if len(set(password)) < MIN_PASSWORD // 2 or fold_name(password) == name:
        message = "This password is too easy to guess."
        raise InputError(message)


def _hash(token: str) -> str:
    # Secrets are 256 random bits: a plain hash cannot be searched, and a look-up by hash leaks no timing.
    return hashlib.sha256(token.encode()).hexdigest()
