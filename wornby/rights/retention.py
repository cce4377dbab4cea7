"""What is held for how long: the classes of data, and the days that a shop gives them."""

from collections.abc import Mapping

from wornby.datamodel.retention import RetentionAct, RetentionRule
from wornby.errors import ConfigurationError

SETTING = "WORNBY_RETAIN_DAYS"

RULES = (
    RetentionRule(
        name="discovered-photos",
        what="photos that were found elsewhere, and whose person nobody asked",
        since="taken in",
        days=90,
        act=RetentionAct.ERASE,
    ),
    RetentionRule(
        name="unanswered-photos",
        what="photos whose person was asked or has replied, and for which nothing was settled",
        since="last change of rights",
        days=90,
        act=RetentionAct.ERASE,
    ),
    RetentionRule(
        name="declined-photos",
        what="photos whose person declined",
        since="last change of rights",
        days=30,
        act=RetentionAct.ERASE,
    ),
    RetentionRule(
        name="expired-photos",
        what="photos whose rights have ended, or whose request expired",
        since="last change of rights",
        days=90,
        act=RetentionAct.ERASE,
    ),
    RetentionRule(
        name="withdrawn-photos",
        what="photos whose rights were withdrawn",
        since="last change of rights",
        days=30,
        act=RetentionAct.ERASE,
    ),
    RetentionRule(
        name="unused-photos",
        what="photos that wearers gave or agreed to, and that may not be used for anything, or not any more",
        since="last change of rights",
        days=30,
        act=RetentionAct.ERASE,
    ),
    RetentionRule(
        name="request-drafts", what="requests that were never sent, with their addresses", since="made", days=30
    ),
    RetentionRule(
        name="ended-requests",
        what="requests that were answered, declined or cancelled, or that expired, with their addresses",
        since="ended",
        days=90,
    ),
    RetentionRule(name="decided-claims", what="claims that staff has decided", since="decided", days=90),
    RetentionRule(name="closed-reports", what="reports of photos that staff has looked at", since="closed", days=90),
    RetentionRule(
        name="tag-edits",
        what="who corrected which tag, and what can be undone; the corrected tags stay",
        since="edited",
        days=365,
    ),
    RetentionRule(
        name="failed-jobs",
        what="jobs that failed, with their sources and the uploads that were kept for them",
        since="ended",
        days=30,
    ),
    RetentionRule(
        name="done-jobs",
        what="jobs that are done, with the paths and addresses of their sources",
        since="ended",
        days=30,
    ),
    RetentionRule(
        name="idempotent-answers",
        what="answers that are kept for requests that are sent again",
        since="answered",
        days=7,
    ),
    RetentionRule(name="ended-links", what="wearers' links", since="expires, or is revoked", days=30),
    RetentionRule(
        name="idle-contributors",
        what="people without photos, with their contacts",
        since="last link's end, or made",
        days=30,
    ),
    RetentionRule(name="ended-sessions", what="sessions of staff", since="expires", days=1),
)
"""Every class that has a clock, in the order in which a run looks at them: what hangs on a photo goes with it."""

KEPT = {
    "ledger": "its lines name no person, and a gap would look like a forgery",
    "erasures": "receipts and tombstones: the proof that a photo is gone, and what keeps it from coming back",
    "consent-texts": "what people agreed to must be known as long as anybody relies on it",
    "users-and-keys": "who has acted must be known as long as the ledger names them",
    "photos": "with rights that hold, and all that belongs to them: until the rights end",
}
"""What no clock is for, and why."""


def days_of(given: Mapping[str, int]) -> dict[str, int]:
    """Days for each class: those given, the defaults for the others; 0 holds for good.

    Raises:
        ConfigurationError: A class is unknown.
    """
    known = {rule.name: rule.days for rule in RULES}
    unknown = sorted(set(given) - set(known))
    if unknown:
        message = f"{SETTING} names unknown classes: {', '.join(unknown)}. Known: {', '.join(sorted(known))}."
        raise ConfigurationError(message)
    return {**known, **given}
