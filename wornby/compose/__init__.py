"""The only place where names in the settings become objects."""

from wornby.compose.library import build_engine, has_library, open_engine, open_learner
from wornby.compose.models import (
    SHOP_VOCABULARY,
    check_head,
    open_encoder,
    open_models,
    open_print_reader,
    open_score_fitter,
    open_shelf,
    open_tagging,
    open_vocabulary,
    open_zero_shot,
    price_micros,
    sends_photos,
    thresholds_path,
)
from wornby.compose.providers import (
    is_remote,
    list_profiles,
    open_answers,
    open_library_answers,
    open_rented,
    service_profile,
)

__all__ = [
    "SHOP_VOCABULARY",
    "build_engine",
    "check_head",
    "has_library",
    "is_remote",
    "list_profiles",
    "open_answers",
    "open_encoder",
    "open_engine",
    "open_learner",
    "open_library_answers",
    "open_models",
    "open_print_reader",
    "open_rented",
    "open_score_fitter",
    "open_shelf",
    "open_tagging",
    "open_vocabulary",
    "open_zero_shot",
    "price_micros",
    "sends_photos",
    "service_profile",
    "thresholds_path",
]
