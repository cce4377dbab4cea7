"""What every request can reach."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.routing import APIRoute

from wornby.api.addresses import ImageAddresses
from wornby.api.background import Resumer
from wornby.api.metrics import Metrics
from wornby.api.pace import Pace
from wornby.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The objects that live as long as the app."""

    engine: Engine
    metrics: Metrics
    resumer: Resumer
    pace: Pace
    routes: tuple[APIRoute, ...]
    addresses: ImageAddresses


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
