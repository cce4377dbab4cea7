"""Every error of wornby. One tree; a class says who can mend it.

WornbyError
├─ InputError
│  ├─ FilterError
│  ├─ ImageDecodeError
│  ├─ ImageTooLargeError
│  ├─ SourceChangedError
│  ├─ UnknownTagError
│  ├─ UnsafeUrlError
│  └─ UnsupportedFormatError
├─ NotFoundError
├─ ConflictError
│  ├─ DuplicateError
│  ├─ LedgerError
│  ├─ LinkFullError
│  ├─ PhotoRefusedError
│  ├─ RightsMoveError
│  ├─ SpaceMismatchError
│  └─ TextChangedError
├─ AccessError
│  ├─ AddressError
│  ├─ CsrfError
│  ├─ KeyMissingError
│  ├─ OriginError
│  ├─ ScopeMissingError
│  ├─ SignInError
│  └─ SignatureError
├─ ConsentError
│  ├─ ConsentExpiredError
│  ├─ ConsentMissingError
│  ├─ ErasedError
│  ├─ ForbiddenAttributeError
│  ├─ ResemblanceError
│  └─ RightsMissingError
├─ ConfigurationError
│  ├─ LicenceError
│  ├─ MissingCredentialError
│  ├─ MissingExtraError
│  └─ UnknownComponentError
├─ ProviderError
│  ├─ MessageError
│  ├─ ProviderRefusedError
│  │  └─ ProviderAnswerError
│  ├─ ProviderTimeoutError
│  └─ QuotaError
│     └─ QuotaSpentError
├─ ModelError
├─ BudgetError
├─ BusyError
└─ StoreError
   ├─ StoreBusyError
   └─ StoreFullError
"""

import errno
from typing import ClassVar

FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system says where no space, or no share of it, is left."""


class WornbyError(Exception):
    """Root of the tree.

    Args:
        message: What was wrong and what to do, in one or two sentences; no secrets, no pixels.
        retry_after_s: Seconds after which trying again makes sense, where known.
    """

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after_s = retry_after_s


class InputError(WornbyError):
    """What the caller gave cannot be used; the caller can mend it."""

    code = "input"


class FilterError(InputError):
    """A filter names an attribute or value that the vocabulary does not know."""

    code = "filter"


class ImageDecodeError(InputError):
    """The bytes are no picture, or a broken one."""

    code = "image-decode"


class ImageTooLargeError(InputError):
    """The picture or file is larger than the settings allow."""

    code = "image-too-large"


class SourceChangedError(InputError):
    """A file changed or vanished while it was read."""

    code = "source-changed"


class UnknownTagError(InputError):
    """A word of what is asked for in a picture means nothing that can be drawn."""

    code = "unknown-tag"


class UnsafeUrlError(InputError):
    """An address that wornby does not fetch: its scheme or the network it leads to is not allowed."""

    code = "unsafe-url"


class UnsupportedFormatError(InputError):
    """A file format that wornby does not read."""

    code = "unsupported-format"


class NotFoundError(WornbyError):
    """No such asset, product, job or key."""

    code = "not-found"


class ConflictError(WornbyError):
    """The state of the library does not allow it."""

    code = "conflict"


class DuplicateError(ConflictError):
    """It exists already, with other content."""

    code = "duplicate"


class LedgerError(ConflictError):
    """The ledger is not what it should be."""

    code = "ledger"


class LinkFullError(ConflictError):
    """A wearer's link has as many photos as it may have."""

    code = "link-full"


class PhotoRefusedError(ConflictError):
    """A photo that is not taken in by a wearer's link; why is not told, so that nobody learns whose it is."""

    code = "photo-refused"


class RightsMoveError(ConflictError):
    """The rights of a photo cannot change in this way."""

    code = "rights-move"


class SpaceMismatchError(ConflictError):
    """A vector of one embedding space was given to an index of another."""

    code = "space-mismatch"


class TextChangedError(ConflictError):
    """A wearer answered a consent text that does not count any more."""

    code = "text-changed"


class AccessError(WornbyError):
    """The caller may not do this."""

    code = "access"


class AddressError(AccessError):
    """A signed address was not made here, or it has expired."""

    code = "address"


class CsrfError(AccessError):
    """A request in a session does not carry the session's own token, or comes from a page of another site."""

    code = "csrf"


class KeyMissingError(AccessError):
    """No API key was given, or it is unknown or revoked; nobody is signed in."""

    code = "key-missing"


class OriginError(AccessError):
    """A page of another site asks for what only the shop's own pages may have."""

    code = "origin"


class ScopeMissingError(AccessError):
    """The API key, or the role of who is signed in, lacks the scope that the act needs."""

    code = "scope-missing"


class SignInError(AccessError):
    """Name or password are wrong, or the user may not sign in; the three look the same."""

    code = "sign-in"


class SignatureError(AccessError):
    """A request is not signed with the secret of the API key that it names."""

    code = "signature"


class ConsentError(WornbyError):
    """The rights of a photo do not allow it."""

    code = "consent"


class ConsentExpiredError(ConsentError):
    """Rights were granted for a time that is over."""

    code = "consent-expired"


class ConsentMissingError(ConsentError):
    """A purpose was not granted."""

    code = "consent-missing"


class ErasedError(ConsentError):
    """The photo was erased, and is not taken in again."""

    code = "erased"


class ForbiddenAttributeError(ConsentError):
    """An attribute that wornby never infers, stores or generates (DESIGN.md §4)."""

    code = "forbidden-attribute"


class ResemblanceError(ConsentError):
    """A generated picture was to look like a given person."""

    code = "resemblance"


class RightsMissingError(ConsentError):
    """The photo has no rights at all."""

    code = "rights-missing"


class ConfigurationError(WornbyError):
    """The settings or the installation cannot work; the operator can mend it."""

    code = "configuration"


class LicenceError(ConfigurationError):
    """The licence of a model limits its use, and the settings do not accept it."""

    code = "licence"


class MissingCredentialError(ConfigurationError):
    """A provider's key is not set."""

    code = "missing-credential"


class MissingExtraError(ConfigurationError):
    """A package of an optional extra is not installed."""

    code = "missing-extra"


class UnknownComponentError(ConfigurationError):
    """A name in the settings that the registry does not know."""

    code = "unknown-component"


class ProviderError(WornbyError):
    """A service outside of the house failed."""

    code = "provider"
    retryable = True


class MessageError(ProviderError):
    """A message to a person was not accepted."""

    code = "message"


class ProviderRefusedError(ProviderError):
    """A service outside of the house does not take this picture or request; trying again changes nothing."""

    code = "provider-refused"
    retryable = False


class ProviderAnswerError(ProviderRefusedError):
    """A service outside of the house did its work, and what it answers cannot be used: it may charge for it."""

    code = "provider-answer"


class ProviderTimeoutError(ProviderError):
    """A service outside of the house did not answer in time."""

    code = "provider-timeout"


class QuotaError(ProviderError):
    """A service outside of the house takes no more requests for now, or none that are paid for."""

    code = "quota"


class QuotaSpentError(QuotaError):
    """What was paid for at a service outside of the house is used up; waiting a little changes nothing."""

    code = "quota-spent"
    retryable = False


class ModelError(WornbyError):
    """A model file is missing, damaged, or gave what it must not."""

    code = "model"


class BudgetError(WornbyError):
    """The next call to a rented service would cost more than was allowed; nothing was sent."""

    code = "budget"


class BusyError(WornbyError):
    """More is asked for at once, or in a minute, than the settings allow; later it will be done."""

    code = "busy"
    retryable = True


class StoreError(WornbyError):
    """A store failed; what was not reported as done is not done."""

    code = "store"
    retryable = True


class StoreBusyError(StoreError):
    """A store is held by another process for longer than the settings wait."""

    code = "store-busy"


class StoreFullError(StoreError):
    """No space is left where a store writes."""

    code = "store-full"


def error_with_code(code: str, message: str) -> WornbyError:
    """The error that a kept failure came from, by its code; the root of the tree for an unknown one."""
    waiting = [WornbyError]
    while waiting:
        cls = waiting.pop()
        if cls.code == code:
            return cls(message)
        waiting.extend(cls.__subclasses__())
    return WornbyError(message)
