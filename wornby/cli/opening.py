"""Settings and the library, for commands that need them; imported by a command when it runs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import typer
from pydantic import ValidationError

from wornby import compose
from wornby.cli.context import State
from wornby.engine import Engine
from wornby.errors import InputError
from wornby.settings import Settings


def load_settings(context: typer.Context) -> Settings:
    """Settings from the environment, under the global options.

    Raises:
        InputError: A variable holds what its setting cannot be.
    """
    state = context.find_object(State) or State()
    try:
        settings = Settings() if state.home is None else Settings(home=state.home)
    except ValidationError as exc:
        wrong = "; ".join(_fault(each["loc"], each["msg"]) for each in exc.errors())
        message = f"A setting cannot be used. {wrong}."
        raise InputError(message) from exc
    _configure_log("debug" if state.verbose else settings.log_level)
    return settings


@contextmanager
def open_library(
    context: typer.Context, *, any_space: bool = False, generates: bool = False, max_cost: float | None = None
) -> Iterator[Engine]:
    """Open the library that `--home` names.

    Args:
        context: Holds the global options.
        any_space: Open it also where it is to be tagged again.
        generates: Let shoppers ask for generated pictures, where the settings say nothing of it.
        max_cost: US dollars that rented services may cost; as the settings say where None.
    """
    settings = load_settings(context)
    if max_cost is not None:
        settings = settings.model_copy(update={"max_cost": max_cost})
    if generates and "generate_on_demand" not in settings.model_fields_set:
        settings = settings.model_copy(update={"generate_on_demand": True})
    with compose.open_engine(settings, any_space=any_space) as engine:
        yield engine


def _fault(place: tuple[int | str, ...], said: str) -> str:
    return f"WORNBY_{str(place[0]).upper()}: {said}" if place else said


def _configure_log(level: str) -> None:
    numbers = {"debug": 10, "info": 20, "warning": 30, "error": 40}
    least = numbers.get(level.lower(), 20)
    # As the default, but without the local variables of a traceback, in which there may be a password or an address.
    last = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[*structlog.get_config()["processors"][:-1], last],
        # People read the command line's tables; its log speaks up from a warning on, or with --verbose.
        wrapper_class=structlog.make_filtering_bound_logger(least if least == numbers["debug"] else max(least, 30)),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
