"""The keys of a library: where they lie, and that they are the ones its records were made with."""

import hashlib
import hmac
from pathlib import Path

from wornby.errors import ConfigurationError
from wornby.provenance.seals import Ed25519Seal, make_pem
from wornby.provenance.secret_files import (
    CLIENTS,
    IDS,
    IMAGES,
    LEDGER,
    LINKS,
    ensure_file,
    ensure_secret,
    secret_from_text,
)
from wornby.settings import Settings
from wornby.stores.old_secret import forget_old_secret, read_old_secret
from wornby.stores.records import SqlRecordStore

SECRETS = "secrets"
ID_CHECK = "id_check"
"""Name, in the records, of what tells whether a secret for ids is theirs, without telling the secret."""
_CHECKED = b"wornby.ids/1"


def secrets_folder(settings: Settings, home: Path) -> Path:
    """Where the keys lie."""
    return Path(settings.secrets_dir).expanduser() if settings.secrets_dir else home / SECRETS


def open_seal(settings: Settings, home: Path) -> Ed25519Seal:
    """The key that signs the ledger and receipts; made where there is none yet."""
    given = settings.ledger_key.get_secret_value()
    folder = secrets_folder(settings, home)
    return Ed25519Seal(lambda: given.encode() if given else ensure_file(folder, LEDGER, make=make_pem))


def image_secret(settings: Settings, home: Path) -> bytes:
    """What addresses of pictures are signed with; made where there is none yet."""
    given = settings.image_key.get_secret_value()
    return ensure_secret(secrets_folder(settings, home), IMAGES, given=given, setting="WORNBY_IMAGE_KEY")


def link_secret(settings: Settings, home: Path) -> bytes:
    """What links for wearers are signed with; made where there is none yet."""
    given = settings.link_key.get_secret_value()
    return ensure_secret(secrets_folder(settings, home), LINKS, given=given, setting="WORNBY_LINK_KEY")


def client_secret(settings: Settings, home: Path) -> bytes:
    """What the client secrets of API keys are derived from; made where there is none yet."""
    given = settings.client_key.get_secret_value()
    return ensure_secret(secrets_folder(settings, home), CLIENTS, given=given, setting="WORNBY_CLIENT_KEY")


def id_secret(settings: Settings, home: Path, *, records: SqlRecordStore) -> bytes:
    """What the ids of photos are derived with; made where there is none yet.

    An older library kept it in the records: it is written to its file first, and then taken out of them, so that a
    stop in between leaves it in both.

    Raises:
        ConfigurationError: It is missing, or is not the one that the records were made with.
    """
    folder, given = secrets_folder(settings, home), settings.id_key.get_secret_value()
    old, check = read_old_secret(records.database), records.get_meta(ID_CHECK)
    if check and not old and not given and not (folder / IDS).exists():
        message = (
            f"The secret {IDS!r} of this library is missing: put it into the folder {folder.name!r}, from a backup or "
            "from another server of the library, or set WORNBY_ID_KEY."
        )
        raise ConfigurationError(message)
    first = secret_from_text(old, where="The records' own secret") if old else b""
    secret = ensure_secret(folder, IDS, given=given, setting="WORNBY_ID_KEY", first=first)
    if old and secret != first:
        message = (
            f"This library has a secret for ids of its own in its records, and another one is set or lies in {IDS!r}. "
            "Open it once without WORNBY_ID_KEY and with a WORNBY_SECRETS_DIR of its own: the secret moves there."
        )
        raise ConfigurationError(message)
    if records.put_meta(ID_CHECK, _check_value(secret), overwrite=False) != _check_value(secret):
        message = (
            "The records were made with another secret for ids than WORNBY_ID_KEY or the file "
            f"{IDS!r} holds. Servers of one library share it: copy it from the one that made the library."
        )
        raise ConfigurationError(message)
    if old:
        forget_old_secret(records.database)
    return secret


def _check_value(secret: bytes) -> str:
    return hmac.new(secret, _CHECKED, hashlib.sha256).hexdigest()
