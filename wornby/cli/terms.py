"""What a tagger can state at all, and what one photo costs: known before anything is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wornby import compose
from wornby.datamodel import Purpose
from wornby.datamodel.profiles import ProviderProfile
from wornby.settings import Settings

_BUILTIN = "builtin"
_BUILTIN_STATES = frozenset(
    {
        "bag.kind",
        "eyewear.kind",
        "garment.color",
        "garment.kind",
        "garment.pattern",
        "garment.sleeve",
        "hair.color",
        "hair.length",
        "headwear.kind",
        "photo.kind",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is known of a tagger before it is asked.

    Attributes:
        can_state: Attributes that it can state at all; None where that is not known.
        not_served: By attribute: what it does not give any more, in words.
        not_asked: By attribute: what it is not asked for want of a purpose, in words.
        price_micros: List price of one photo, in micros of US dollars; 0 for what runs on this machine.
    """

    price_micros: int
    can_state: frozenset[str] | None = None
    not_served: Mapping[str, str] = field(default_factory=dict)
    not_asked: Mapping[str, str] = field(default_factory=dict)


def terms_of(name: str, settings: Settings, *, purposes: frozenset[Purpose]) -> Terms:
    """The terms of one tagger.

    Raises:
        ConfigurationError: A feature is asked for that a service does not have, or routes cannot be read.
        MissingCredentialError: A key is not set: what an account is offered hangs on it.
    """
    price = compose.price_micros(settings, name, purposes=purposes)
    if compose.is_remote(name):
        return rented_terms(
            compose.service_profile(name),
            asked=settings.ask_for.get(name, ()),
            purposes=purposes,
            price_micros=price,
        )
    if name == _BUILTIN:
        heads = compose.open_shelf(settings).switched_on() if settings.tagger == _BUILTIN else []
        return Terms(can_state=_BUILTIN_STATES | {head.card.attribute for head in heads}, price_micros=price)
    return Terms(price_micros=price)


def rented_terms(
    profile: ProviderProfile, *, purposes: frozenset[Purpose], asked: Iterable[str] = (), price_micros: int = 0
) -> Terms:
    """The terms of a rented service.

    Args:
        profile: What it offers.
        purposes: What the photos may be used for: what needs another purpose is not asked.
        asked: Features by our words; what is asked for by default for none.
        price_micros: Of one photo.
    """
    chosen = profile.choose(asked)
    can_state = profile.states(each for each in chosen if each.needs is None or each.needs in purposes)
    return Terms(
        can_state=can_state,
        not_served={attribute: each.words for each in profile.not_served for attribute in sorted(each.attributes)},
        not_asked={
            attribute: f"{each.id} not asked: needs {each.needs.value}"
            for each in chosen
            if each.needs is not None and each.needs not in purposes
            for attribute in sorted(each.states - can_state)
        },
        price_micros=price_micros,
    )
