"""What every request can reach."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request
from fastapi.routing import APIRoute

from wornby.api.addresses import ImageAddresses
from wornby.api.background import Resumer
from wornby.api.callers import Caller
from wornby.api.events import JobEvents
from wornby.api.handshakes import Handshakes
from wornby.api.metrics import Metrics
from wornby.api.pace import Pace
from wornby.api.rates import Rates
from wornby.api.turns import Turns
from wornby.engine import Engine
from wornby.errors import KeyMissingError


def no_wearer(_token: str) -> Caller:
    """Who a wearer's link is for, where no links are made.

    Raises:
        KeyMissingError: Always.
    """
    message = "This link is not valid, or no longer."
    raise KeyMissingError(message)


def _turns_to_erase() -> Turns:
    return Turns(at_once=2, most_waiting=8, busy="Other photos are being erased just now. Try again.")


def _turns_to_draw() -> Turns:
    return Turns(at_once=2, most_waiting=8, busy="The masks of other photos are being drawn just now. Try again.")


def _turns_to_deliver() -> Turns:
    return Turns(
        at_once=2,
        at_once_each=1,
        most_waiting=64,
        most_waiting_each=4,
        busy="Too many pictures are being made just now. Try again.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The objects that live as long as the app.

    Attributes:
        events: Tells pages how many jobs there are.
        handshakes: Attempts to sign in at a provider.
        erasures: Turns of wearers who erase: each looks through the whole library.
        masks: Turns of who looks at masks: the parser is asked for each.
        deliveries: Turns of who looks at transformed pictures: a page asks for tens, each is made from a whole photo.
        passwords: Turns of all that makes or checks the hash of a password.
        provider: Turns of all that asks the provider of sign-ins, so that a slow one keeps nobody's password waiting.
        read_wearer: Who the token of a wearer's link is for; raises an AccessError for one that is not good.
    """

    engine: Engine
    metrics: Metrics
    events: JobEvents
    resumer: Resumer
    pace: Pace
    routes: tuple[APIRoute, ...]
    addresses: ImageAddresses
    rates: Rates
    handshakes: Handshakes
    erasures: Turns = field(default_factory=_turns_to_erase)
    masks: Turns = field(default_factory=_turns_to_draw)
    deliveries: Turns = field(default_factory=_turns_to_deliver)
    passwords: Turns = field(default_factory=Turns)
    provider: Turns = field(default_factory=Turns)
    read_wearer: Callable[[str], Caller] = no_wearer


def services_of(request: Request) -> Services:
    """The app's services.

    Raises:
        TypeError: The app was not made by `create_app`.
    """
    services = request.app.state.services
    if not isinstance(services, Services):
        raise TypeError
    return services


def engine_of(request: Request) -> Engine:
    """The app's engine."""
    return services_of(request).engine
