import errno

import pytest

from wornby.datamodel import Failure
from wornby.errors import ImageDecodeError, StoreBusyError


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ImageDecodeError("No picture."), Failure(code="image-decode", message="No picture.")),
        (StoreBusyError("Held."), Failure(code="store-busy", message="Held.", retryable=True)),
        (
            OSError(errno.ENOSPC, "full"),
            Failure(code="store-full", message="No space is left on the disk.", retryable=True),
        ),
        (OSError(errno.EIO, "/secret/path"), Failure(code="error", message="Unexpected OSError; see the log.")),
        (ValueError("secret"), Failure(code="error", message="Unexpected ValueError; see the log.")),
    ],
    ids=["ours", "retryable", "full-disk", "other-system-error", "unexpected"],
)
def test_a_failure_says_what_the_error_means(error: Exception, failure: Failure) -> None:
    assert Failure.of(error) == failure
