"""The folder of pulled models: what can be pulled, pulling it, and opening what a setting names."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from wornby.datamodel.library import PresetInfo, PullReport
from wornby.errors import ConfigurationError, InputError, ModelError, NotFoundError, StoreError
from wornby.interfaces import Detector, Encoder, FaceDetector
from wornby.models.hub.folders import sha256_of
from wornby.models.hub.licences import check_licence, is_open, stated_licence
from wornby.models.hub.locks import LockedModel, ModelLock
from wornby.models.hub.presets import COMMIT, Preset, get_preset, load_presets
from wornby.registry import DETECTORS, ENCODERS, FACE_DETECTORS, HUB, Entry, load_component

Fetch = Callable[..., Path]


class ModelShelf:
    """Models of the hub tier.

    Args:
        folder: Where pulled models lie, each in a folder of its name, with their lock file.
        accepted: Licences that limit use, and that the operator accepts.
    """

    def __init__(self, folder: Path, *, accepted: Collection[str] = ()) -> None:
        self._folder = folder
        self._accepted = frozenset(accepted)

    def presets(self) -> list[PresetInfo]:
        """Every model that can be pulled by name."""
        lock = ModelLock.read(self._folder)
        return [_info(preset, locked=lock.models.get(preset.name)) for preset in load_presets().values()]

    def pull(
        self,
        name: str,
        *,
        variant: str = "",
        revision: str = "",
        fetch: Fetch | None = None,
        endpoint: str | None = None,
    ) -> PullReport:
        """Fetch a preset at a pinned commit, and check each file against its digest.

        A digest that neither the preset nor the lock file holds is trusted this once, and locked.

        Args:
            name: Of the preset.
            variant: Which weights; the plain ones if empty.
            revision: Commit; needed where neither the preset nor the lock file pins one. Another one than the locked
                one replaces it.
            fetch: Fetches one file; from the Hugging Face hub if None.
            endpoint: Address of a mirror.

        Raises:
            UnknownComponentError: No such preset or variant.
            LicenceError: Its licence limits use, and the settings do not accept it.
            ConfigurationError: No commit is known.
            InputError: The revision is no commit.
            ModelError: A file is not the one that was pinned or locked; it is deleted.
            ProviderError: The hub could not be reached, or failed.
            StoreError: The files could not be written.
        """
        preset = get_preset(name)
        wanted = preset.files_of(variant)
        check_licence(preset.licence, model=name, accepted=self._accepted)
        lock = ModelLock.read(self._folder)
        locked = lock.models.get(name)
        commit = _commit(preset, given=revision, locked=locked)
        known = dict(preset.sha256) if commit == preset.revision else {}
        if locked is not None and locked.revision == commit:
            known = {**locked.files, **known}
        get = fetch or load_component(HUB, "download")
        target = self._make_folder(name)
        seen = {}
        for file in wanted:
            path = get(preset.repository, file, revision=commit, folder=target, endpoint=endpoint)
            seen[file] = _checked(path, file=file, expected=known.get(file), model=name)
        kept = locked.files if locked is not None and locked.revision == commit else {}
        entry = LockedModel(
            repository=preset.repository, revision=commit, licence=preset.licence, files={**kept, **seen}
        )
        lock.models[name] = entry
        lock.write(self._folder)
        return PullReport(
            name=name,
            repository=preset.repository,
            revision=commit,
            licence=preset.licence,
            size_bytes=sum((target / file).stat().st_size for file in wanted),
            folder=str(target),
            files=wanted,
            trusted=tuple(file for file in wanted if file not in known),
        )

    def encoder(self, word: str, *, variant: str = "", threads: int = 1) -> Encoder:
        """Open the encoder that a setting names: a preset, "onnx:FOLDER" or "open-clip:FOLDER".

        Args:
            word: As the setting gives it.
            variant: Which weights; for a folder of open_clip, its name of the architecture instead.
            threads: Threads of one run; 0 leaves it to ONNX Runtime.

        Raises:
            UnknownComponentError: Neither a preset nor a kind that is known.
            NotFoundError: The preset was not pulled, or the folder is not there.
            LicenceError: Its licence limits use, and the settings do not accept it.
            ModelError: A file is missing, damaged, or not the one that was locked.
            MissingExtraError: A package that it needs is not installed.
        """
        kind, separator, place = word.partition(":")
        if not separator:
            return self._preset_encoder(get_preset(word), variant=variant, threads=threads)
        component = load_component(ENCODERS, kind)
        path = self._own(place, word=word)
        options: dict[str, Any] = {"variant": variant, "threads": threads} if kind == "onnx" else {"model": variant}
        encoder: Encoder = component(path, **options)
        return encoder

    def detector(self, word: str) -> Detector:
        """Open the detector that a setting names: "yolox:FILE" or "detr:FILE-OR-FOLDER". Raises as `encoder` does."""
        detector: Detector = self._open_file(DETECTORS, word)
        return detector

    def face_detector(self, word: str) -> FaceDetector:
        """Open the face detector that a setting names: "yunet:FILE". Raises as `encoder` does."""
        detector: FaceDetector = self._open_file(FACE_DETECTORS, word)
        return detector

    def _make_folder(self, name: str) -> Path:
        target = self._folder / name
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            message = f"The folder of models cannot be made ({exc.strerror}). Set WORNBY_MODELS_DIR to another one."
            raise StoreError(message) from exc
        return target

    def _open_file(self, entries: Mapping[str, Entry], word: str) -> Any:  # noqa: ANN401 - the caller knows the Protocol
        kind, _, place = word.partition(":")
        component = load_component(entries, kind)
        return component(self._own(place, word=word))

    def _own(self, place: str, *, word: str) -> Path:
        """A file or folder of the operator's own. What its README.md states as its licence holds for it too."""
        path = Path(place).expanduser()
        if not place or not path.exists():
            message = f"There is no {place or 'path'} for the model {word!r}."
            raise NotFoundError(message)
        stated = stated_licence(path if path.is_dir() else path.parent)
        if stated:
            check_licence(stated, model=word, accepted=self._accepted)
        return path

    def _preset_encoder(self, preset: Preset, *, variant: str, threads: int) -> Encoder:
        check_licence(preset.licence, model=preset.name, accepted=self._accepted)
        locked = ModelLock.read(self._folder).models.get(preset.name)
        wanted = preset.files_of(variant)
        if locked is None or not set(wanted) <= locked.files.keys():
            words = f"wornby models pull {preset.name}" + (f" --variant {variant}" if variant else "")
            message = f"The model {preset.name} is not here yet. Fetch it with: {words}"
            raise NotFoundError(message)
        root = self._folder / preset.name
        for file in wanted:
            _checked(root / file, file=file, expected=locked.files[file], model=preset.name)
        shared = {"label": preset.name, "version": locked.revision}
        own = {"variant": variant, "models": preset.models, "threads": threads} if preset.loader == "onnx" else {}
        encoder: Encoder = load_component(ENCODERS, preset.loader)(root, **shared, **own)
        return encoder


def _commit(preset: Preset, *, given: str, locked: LockedModel | None) -> str:
    if given and not COMMIT.fullmatch(given):
        message = f"--revision takes a commit of 40 hexadecimal digits, not {given!r}: a branch or tag can be moved."
        raise InputError(message)
    commit = given or preset.revision or (locked.revision if locked is not None else "")
    if not commit:
        message = (
            f"No commit is pinned for {preset.name}. Look at https://huggingface.co/{preset.repository}/commits/main, "
            f"choose one, and pull with --revision COMMIT. The digests of its files are then locked."
        )
        raise ConfigurationError(message)
    return commit


def _checked(path: Path, *, file: str, expected: str | None, model: str) -> str:
    digest = sha256_of(path)
    if expected is not None and digest != expected:
        path.unlink(missing_ok=True)
        message = f"{file} of {model} is not the file that was locked; it was deleted. Pull {model} again."
        raise ModelError(message)
    return digest


def _info(preset: Preset, *, locked: LockedModel | None) -> PresetInfo:
    have = locked.files.keys() if locked is not None else set()
    return PresetInfo(
        name=preset.name,
        title=preset.title,
        repository=preset.repository,
        revision=locked.revision if locked is not None else preset.revision,
        licence=preset.licence,
        restricted=not is_open(preset.licence),
        dimensions=preset.dimensions,
        variants=tuple(variant.name for variant in preset.variant),
        size_bytes=tuple(variant.size_bytes for variant in preset.variant),
        pulled=any(set(preset.files_of(variant.name)) <= have for variant in preset.variant),
        verified=preset.verified,
    )
