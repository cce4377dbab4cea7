"""Receipts of erasures, for the command that reads them from a file."""

import json
from pathlib import Path

from wornby.datamodel.erasing import ErasureReceipt, receipt_from_dict
from wornby.errors import InputError


def read_receipt(path: Path) -> ErasureReceipt:
    """A receipt from a file.

    Raises:
        InputError: It cannot be read, or holds none.
    """
    try:
        return receipt_from_dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as exc:
        message = f"{path} holds no receipt."
        raise InputError(message) from exc
