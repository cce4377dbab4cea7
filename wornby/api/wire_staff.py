"""Users, sessions and keys on the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from wornby.api.callers import INCLUDED, Caller
from wornby.datamodel import ApiKey, Scope
from wornby.datamodel.staff import Role, Session, User

MAX_NAME = 100
MAX_PASSWORD = 1000
"""Longer than any that is taken: what is too long is answered by the rule, not by the form."""
KeyScope = Literal[Scope.READ, Scope.INGEST, Scope.STAFF, Scope.RIGHTS, Scope.ADMIN]
Password = Annotated[SecretStr, Field(max_length=MAX_PASSWORD)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignInRequest(_Model):
    """Who wants to sign in."""

    name: str = Field(max_length=MAX_NAME)
    password: Password


class PasswordRequest(_Model):
    """Another password for who is signed in."""

    old: Password
    new: Password


class UserRequest(_Model):
    """A user to make: with a password, or one who signs in at the provider.

    Without a subject the name of the latter is the e-mail address that the provider has verified.
    """

    name: str = Field(min_length=1, max_length=MAX_NAME)
    role: Role
    password: Password | None = None
    oidc: bool = False
    subject: str = Field(default="", max_length=MAX_PASSWORD, description="The provider's id of the person.")

    @model_validator(mode="after")
    def _check_one_way(self) -> Self:
        if self.oidc == (self.password is not None) or (self.subject and not self.oidc):
            message = "give a password, or oidc with or without a subject"
            raise ValueError(message)
        return self


class UserChange(_Model):
    """What is to be another way about a user; what is left out stays."""

    role: Role | None = None
    disabled: bool | None = None
    password: Password | None = None


class KeyRequest(_Model):
    """An API key to make."""

    name: str = Field(min_length=1, max_length=MAX_NAME)
    scopes: list[KeyScope] = Field(min_length=1, max_length=len(Scope))


class MethodsOut(BaseModel):
    """How staff may sign in."""

    password: bool
    oidc: bool


class SessionOut(BaseModel):
    """Who is signed in, or whose key it is.

    Attributes:
        name: Of the user or the key.
        role: Of the user; None for a key.
        scopes: All that is allowed, what the scopes include too.
        csrf: For the header X-Wornby-CSRF of each act in this session; empty for a key.
        expires_at: When the session ends at the latest; None for a key.
        oidc: Whether the user signs in at the provider and has no password here.
    """

    name: str
    role: Role | None
    scopes: list[Scope]
    csrf: str
    expires_at: datetime | None
    oidc: bool = False

    @classmethod
    def of(cls, caller: Caller, *, user: User | None = None, session: Session | None = None) -> Self:
        """Of a caller."""
        return cls(
            name=caller.name,
            role=user.role if user else None,
            scopes=sorted(set().union(*(INCLUDED[scope] for scope in caller.scopes))),
            csrf=session.csrf if session else "",
            expires_at=session.expires_at if session else None,
            oidc=user is not None and user.signs_in_elsewhere,
        )


class UserOut(BaseModel):
    """A user, without anything that helps to sign in."""

    id: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    oidc: bool = Field(default=False, description="Signs in at the provider and has no password here.")

    @classmethod
    def of(cls, user: User) -> Self:
        """Of a user."""
        return cls(
            id=user.id,
            name=user.name,
            role=user.role,
            created_at=user.created_at,
            disabled_at=user.disabled_at,
            oidc=user.signs_in_elsewhere,
        )


class ActorOut(BaseModel):
    """Who acts, as the ledger, decisions and tags name them, and a name for people."""

    actor: str
    name: str


class ActorList(BaseModel):
    """All users and keys."""

    actors: list[ActorOut]

    @classmethod
    def of(cls, users: Sequence[User], keys: Sequence[ApiKey]) -> Self:
        """Of users and keys, those of the past too."""
        staff = [ActorOut(actor=f"staff/{user.id}", name=user.name) for user in users]
        return cls(actors=staff + [ActorOut(actor=f"key/{key.id}", name=key.name) for key in keys])


class UserList(BaseModel):
    """All users."""

    users: list[UserOut]


class KeyOut(BaseModel):
    """An API key without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """Of a key."""
        return cls(
            id=key.id,
            name=key.name,
            scopes=sorted(key.scopes),
            created_at=key.created_at,
            revoked_at=key.revoked_at,
        )


class NewKeyOut(KeyOut):
    """An API key that has just been made. `secret` is not kept and not shown again."""

    secret: str = ""


class KeyList(BaseModel):
    """All keys, revoked ones too."""

    keys: list[KeyOut]
