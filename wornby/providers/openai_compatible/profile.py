"""What is documented of a vision model behind an interface like OpenAI's.

Limits and codes are OpenAI's own, which servers of one's own (vLLM, Ollama, llama.cpp) imitate. What a photo costs
depends on the model, and nobody documents it for all: it is the operator's own figure, from
WORNBY_OPENAI_PRICE_PER_1000.
"""

from datetime import date

from wornby.datamodel.labels import LabelKind
from wornby.datamodel.profiles import Documented, Feature, PictureLimits, Price, ProviderProfile, RetryRule
from wornby.datamodel.rights import Purpose

KEY_VARIABLE = "OPENAI_API_KEY"
GARMENTS, APPEARANCE = "garments", "appearance"

_READ_ON = date(2026, 11, 28)
_TITLE = "chat/completions"


def _documented(link: str) -> Documented:
    return Documented(link=link, read_on=_READ_ON)


# Where OpenAI's prices stand, by the token; the figure itself is the operator's, and 0 on a machine of one's own.
_PRICES = "https://openai.com/api/pricing/"
_ANSWERS = "https://developers.openai.com/api/docs/guides/structured-outputs"

# The page of limits could not be read in full on that day; a copy of it (https://openai-hd4n6.mintlify.app/docs/guides/images)
# says PNG, JPEG, WEBP and GIF, 20 MB an image. Pictures are looked at with their short side at 768 pixels: of a photo
# of 3 to 4, nothing beyond 1,024 is used. Servers of one's own mostly use less.
_LIMITS = PictureLimits(
    formats=frozenset({"jpeg", "png", "webp", "gif"}),
    max_bytes=15_000_000,  # base64 makes 20 MB of it
    max_side_px=None,
    min_side_px=1,
    best_side_px=1_024,
    source=_documented("https://developers.openai.com/api/docs/guides/images-vision"),
)

# 429 with a wait, 500 and 503 pass; 429 with one of the codes of `SPENT` does not. The page was read as others quote it
# (https://www.developersdigest.tech/errors/api/openai-api).
_RETRY = RetryRule(
    codes=frozenset({"429", "500", "503", "rate_limit_exceeded", "server_is_overloaded", "slow_down"}),
    source=_documented("https://developers.openai.com/api/docs/guides/error-codes"),
    first_wait_s=1.0,
)

SPENT = frozenset({"insufficient_quota", "credit_balance_exhausted", "billing_hard_limit_reached"})
"""Codes and classes of errors by which an account says that nothing is left on it."""


def profile_of(*, price_micros: int = 0, needs_key: bool = True) -> ProviderProfile:
    """The profile of one model.

    Args:
        price_micros: What one photo costs, in micros of US dollars, as the operator says.
        needs_key: Whether it asks for a key.
    """
    price = Price(micros=price_micros, source=_documented(_PRICES))
    return ProviderProfile(
        name="openai-compatible",
        title="OpenAI-compatible model",
        features=(
            Feature(
                id=GARMENTS,
                title=_TITLE,
                call="chat/completions",
                kinds=frozenset({LabelKind.OBJECT, LabelKind.LABEL, LabelKind.COLOR}),
                price=price,
                states=frozenset({"accessories", "bag.kind", "garment.color", "garment.kind", "garment.pattern"}),
                source=_documented(_ANSWERS),
            ),
            Feature(
                id=APPEARANCE,
                title=_TITLE,
                call="chat/completions",
                kinds=frozenset({LabelKind.OBJECT, LabelKind.LABEL}),
                price=Price(micros=0, source=_documented(_PRICES)),  # comes with the request for garments
                states=frozenset({"eyewear.kind", "hair.color", "hair.length", "headwear.kind"}),
                source=_documented(_ANSWERS),
                needs=Purpose.APPEARANCE,
            ),
        ),
        limits=_LIMITS,
        retry=_RETRY,
        credentials=(KEY_VARIABLE,) if needs_key else (),
        # Of OpenAI itself: kept for up to 30 days against abuse. Elsewhere the operator of the model says it.
        terms=_documented("https://developers.openai.com/api/docs/guides/your-data"),
    )


PROFILE = profile_of()
"""Where nobody said yet what a photo costs."""
