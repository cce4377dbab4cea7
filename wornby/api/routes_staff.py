"""Signing in; users and keys."""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from wornby.api import bodies, wire_staff
from wornby.api.auth import GuardedRoute, actor_of, caller_of, needs, session_of
from wornby.api.callers import Caller
from wornby.api.context import engine_of, services_of
from wornby.api.hosts import client_network
from wornby.api.openapi import PROBLEMS, json_body_of
from wornby.api.sessions import check_same_site, drop_session, keep_session
from wornby.datamodel import Scope
from wornby.datamodel.staff import ROLE_SCOPES, Session, User
from wornby.engine.staff import fold_name
from wornby.errors import AccessError, ConflictError

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["staff"])

Id = Annotated[str, Path(max_length=100)]


@router.post("/v1/session", response_model=wire_staff.SessionOut, openapi_extra=json_body_of(wire_staff.SignInRequest))
@needs(None)
async def sign_in(request: Request) -> Response:
    """Sign in with name and password. The answer sets a cookie, and tells the token that each act needs."""
    check_same_site(request)
    bodies.must_be_json(request)
    asked = await bodies.read_json(request, wire_staff.SignInRequest)
    settings = engine_of(request).settings
    services_of(request).rates.count_sign_in(fold_name(asked.name), network=client_network(request, settings))
    staff = engine_of(request).staff
    password = asked.password.get_secret_value()
    made = await services_of(request).passwords.run(partial(staff.sign_in, asked.name, password))
    response = JSONResponse(_session_out(made.user, made.session).model_dump(mode="json"))
    max_age_s = settings.session_hours * 3600
    keep_session(request, response, token=made.token, max_age_s=max_age_s, settings=settings)
    return response


@router.get("/v1/session")
@needs(Scope.STAFF)
def get_session(request: Request) -> wire_staff.SessionOut:
    """Who is signed in, or whose key it is."""
    session, caller = session_of(request), caller_of(request)
    if session is None:
        return wire_staff.SessionOut.of(caller)
    return _session_out(engine_of(request).staff.get(session.user_id), session)


@router.delete("/v1/session", status_code=204, response_class=Response)
@needs(Scope.STAFF)
def sign_out(request: Request) -> Response:
    """Sign out."""
    engine = engine_of(request)
    session = _own_session(request)
    engine.staff.sign_out(session, engine.staff.get(session.user_id))
    return _signed_out(request)


@router.put(
    "/v1/session/password",
    status_code=204,
    response_class=Response,
    openapi_extra=json_body_of(wire_staff.PasswordRequest),
)
@needs(Scope.STAFF)
async def change_password(request: Request) -> Response:
    """Take another password. All sessions of the user end, this one too."""
    engine = engine_of(request)
    session = _own_session(request)
    bodies.must_be_json(request)
    asked = await bodies.read_json(request, wire_staff.PasswordRequest)
    network = client_network(request, engine.settings)
    services_of(request).rates.count_sign_in(caller_of(request).name, network=network)
    old, new = asked.old.get_secret_value(), asked.new.get_secret_value()
    change = partial(engine.staff.change_own_password, session.user_id, old=old, new=new)
    await services_of(request).passwords.run(change)
    return _signed_out(request)


@router.get("/v1/actors")
@needs(Scope.STAFF)
def list_actors(request: Request) -> wire_staff.ActorList:
    """Names of all who act, users and keys: the ledger, decisions and tags hold ids."""
    engine = engine_of(request)
    return wire_staff.ActorList.of(engine.staff.list(), engine.list_keys())


@router.get("/v1/users")
@needs(Scope.ADMIN)
def list_users(request: Request) -> wire_staff.UserList:
    """All users by name, those who may not sign in too."""
    return wire_staff.UserList(users=[wire_staff.UserOut.of(user) for user in engine_of(request).staff.list()])


@router.post(
    "/v1/users",
    status_code=201,
    response_model=wire_staff.UserOut,
    openapi_extra=json_body_of(wire_staff.UserRequest),
)
@needs(Scope.ADMIN)
async def add_user(request: Request) -> wire_staff.UserOut:
    """Make a user."""
    bodies.must_be_json(request)
    asked = await bodies.read_json(request, wire_staff.UserRequest)
    staff, by = engine_of(request).staff, actor_of(request)
    if asked.password is None:
        if not staff.has_provider:
            message = "No provider of sign-ins is set: give a password."
            raise ConflictError(message)
        add = partial(staff.add_elsewhere, asked.name, asked.role, subject=asked.subject, by=by)
    else:
        add = partial(staff.add, asked.name, asked.role, password=asked.password.get_secret_value(), by=by)
    return wire_staff.UserOut.of(await services_of(request).passwords.run(add))


@router.patch(
    "/v1/users/{user_id}", response_model=wire_staff.UserOut, openapi_extra=json_body_of(wire_staff.UserChange)
)
@needs(Scope.ADMIN)
async def change_user(request: Request, user_id: Id) -> wire_staff.UserOut:
    """Give a user another role or password, let them sign in no more, or again. Their sessions end."""
    bodies.must_be_json(request)
    asked = await bodies.read_json(request, wire_staff.UserChange)
    return wire_staff.UserOut.of(await services_of(request).passwords.run(partial(_change, request, user_id, asked)))


@router.delete("/v1/users/{user_id}", response_model=wire_staff.UserOut)
@needs(Scope.ADMIN)
def disable_user(request: Request, user_id: Id) -> wire_staff.UserOut:
    """Let a user sign in no more. The user stays, since acts are written down by its id."""
    return wire_staff.UserOut.of(_change(request, user_id, wire_staff.UserChange(disabled=True)))


@router.get("/v1/keys")
@needs(Scope.ADMIN)
def list_keys(request: Request) -> wire_staff.KeyList:
    """All API keys without their secrets, revoked ones too."""
    return wire_staff.KeyList(keys=[wire_staff.KeyOut.of(key) for key in engine_of(request).list_keys()])


@router.post(
    "/v1/keys",
    status_code=201,
    response_model=wire_staff.NewKeyOut,
    openapi_extra=json_body_of(wire_staff.KeyRequest),
)
@needs(Scope.ADMIN)
async def create_key(request: Request) -> wire_staff.NewKeyOut:
    """Make an API key. Its secret is told once."""
    bodies.must_be_json(request)
    asked = await bodies.read_json(request, wire_staff.KeyRequest)
    return await run_in_threadpool(_create_key, request, asked)


@router.delete("/v1/keys/{key_id}")
@needs(Scope.ADMIN)
def revoke_key(request: Request, key_id: Id) -> wire_staff.KeyOut:
    """Revoke an API key at once."""
    return wire_staff.KeyOut.of(engine_of(request).revoke_key(key_id, by=actor_of(request)))


def _create_key(request: Request, asked: wire_staff.KeyRequest) -> wire_staff.NewKeyOut:
    key, secret = engine_of(request).create_key(asked.name, frozenset(asked.scopes), by=actor_of(request))
    return wire_staff.NewKeyOut(**wire_staff.KeyOut.of(key).model_dump(), secret=secret)


def _change(request: Request, user_id: str, asked: wire_staff.UserChange) -> User:
    """Change a user.

    Raises:
        ConflictError: It is the user who asks: nobody shuts themselves out, or gives themselves another role.
    """
    caller, staff = caller_of(request), engine_of(request).staff
    user = staff.get(user_id)
    if user.id == caller.user_id:
        message = "Ask another admin to change your own user; your password you change yourself."
        raise ConflictError(message)
    if asked.password is not None:
        user = staff.set_password(user_id, asked.password.get_secret_value(), by=caller.actor)
    if asked.role is None and asked.disabled is None:
        return user
    return staff.change(user_id, role=asked.role, disabled=asked.disabled, by=caller.actor)


def _session_out(user: User, session: Session) -> wire_staff.SessionOut:
    caller = Caller(key_id="", scopes=ROLE_SCOPES[user.role], name=user.name, user_id=user.id)
    return wire_staff.SessionOut.of(caller, user=user, session=session)


def _own_session(request: Request) -> Session:
    session = session_of(request)
    if session is None:
        message = "This is for who is signed in; an API key has no session."
        raise AccessError(message)
    return session


def _signed_out(request: Request) -> Response:
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    drop_session(request, response, settings=engine_of(request).settings)
    return response
