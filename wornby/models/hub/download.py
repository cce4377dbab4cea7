"""Fetches one file of a repository of the Hugging Face hub, at a pinned commit."""

import os
from pathlib import Path

from huggingface_hub import errors as hub
from huggingface_hub import hf_hub_download

from wornby.errors import MissingCredentialError, NotFoundError, ProviderError, StoreError, StoreFullError

_FULL = 28


def fetch_file(repository: str, name: str, *, revision: str, folder: Path, endpoint: str | None = None) -> Path:
    """Fetch one file into a folder, under its own path.

    What was half fetched before is gone on with; a file stands under its name only when it is whole. The token comes
    from the variable HF_TOKEN and from nowhere else: what another program left in the home folder is not used.

    Args:
        repository: OWNER/NAME.
        name: Path in the repository.
        revision: Commit, 40 hexadecimal digits.
        folder: Where it goes.
        endpoint: Address of the hub or of a mirror; HF_ENDPOINT, or else the hub, if None.

    Raises:
        NotFoundError: No such repository, commit or file.
        MissingCredentialError: The repository wants a token, and there is none that it accepts.
        ProviderError: The hub could not be reached or failed; retryable.
        StoreError: The file could not be written.
    """
    token = os.environ.get("HF_TOKEN") or False
    try:
        found = hf_hub_download(
            repository, name, revision=revision, local_dir=folder, token=token, endpoint=endpoint, library_name="wornby"
        )
    except hub.GatedRepoError as exc:
        message = f"{repository} is open to accepted accounts only. Accept its terms there, and set HF_TOKEN."
        raise MissingCredentialError(message) from exc
    except hub.LocalEntryNotFoundError as exc:
        message = f"The hub could not be reached for {repository}/{name}. Check the network, and pull again."
        raise ProviderError(message) from exc
    except (hub.EntryNotFoundError, hub.RepositoryNotFoundError, hub.RevisionNotFoundError) as exc:
        message = f"There is no {name} in {repository} at {revision[:12]}; a private repository needs HF_TOKEN."
        raise NotFoundError(message) from exc
    except hub.HTTPError as exc:  # type: ignore[attr-defined] # the parent of what its HTTP client raises, too
        message = f"The hub failed on {repository}/{name}. What was fetched is kept; pull again."
        raise ProviderError(message) from exc
    except OSError as exc:
        kind = StoreFullError if exc.errno == _FULL else StoreError
        message = f"{name} could not be fetched or written ({exc.strerror or type(exc).__name__}). Pull again."
        raise kind(message) from exc
    return Path(found)
