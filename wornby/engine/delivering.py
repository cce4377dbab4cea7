"""Photos of the library as an address asks for them: cropped, sized, encoded. Nothing but what may be shown."""

import hashlib
import struct
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Self

import numpy as np

from wornby.datamodel import Asset, BoundingBox, Pixels
from wornby.datamodel.provenance import claim_of, is_synthetic
from wornby.datamodel.subjects import subject_of
from wornby.engine.kept_bytes import KeptBytes
from wornby.engine.pictures import Pictures
from wornby.errors import InputError
from wornby.imaging.delivery import accepted_format, encode_delivery
from wornby.imaging.heads import cut_box, faces_in, faint_faces_in, grown
from wornby.imaging.renditions import RENDITIONS, shrink
from wornby.imaging.transform_steps import MAX_AREA_PX, MAX_SIDE_PX, Format, Places, Transformation
from wornby.imaging.transforms import leaves_transparent, transform
from wornby.interfaces import FaceFinder, PartFinder

KEPT_BYTES = 64_000_000
BASE_BYTES = 96_000_000
"""Of photos as they are shown, before they are transformed: a page asks for several sizes of one."""
KEPT_S = 60.0
"""As long as caches elsewhere may keep a picture. This process forgets all of them at once when a photo goes."""

_SIZE = "<II"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A file to send.

    Attributes:
        format: Of the file.
        etag: Changes with the content; without quotes.
    """

    content: bytes
    format: Format
    etag: str


class Delivery:
    """Transforms photos that may be shown. Thread-safe.

    Args:
        pictures: Gives masters out with everybody hidden who is to be.
        parser: Finds heads where a transformation asks for faces.
        faces: Finds faces beside, to be hidden where that is asked for.
        kept: Files that were made a moment ago.
        bases: What they were made from.
    """

    def __init__(
        self,
        *,
        pictures: Pictures,
        parser: PartFinder,
        faces: FaceFinder,
        kept: KeptBytes | None = None,
        bases: KeptBytes | None = None,
    ) -> None:
        self._pictures = pictures
        self._parser = parser
        self._faces = faces
        self._kept = kept or KeptBytes(most_bytes=KEPT_BYTES, seconds=KEPT_S)
        self._bases = bases or KeptBytes(most_bytes=BASE_BYTES, seconds=KEPT_S)
        for memory in (self._kept, self._bases):
            pictures.tell_of_ends(memory.clear)

    def remembering(self, *, kept: KeptBytes, bases: KeptBytes) -> Self:
        """The same with another memory, so that it can be measured without one."""
        return type(self)(pictures=self._pictures, parser=self._parser, faces=self._faces, kept=kept, bases=bases)

    def deliver(
        self,
        asset: Asset,
        wanted: Transformation,
        *,
        ending: Format | None,
        accept: str,
        making: Callable[[], None] | None = None,
    ) -> Delivered:
        """The file that an address asks for.

        Args:
            asset: One that the caller may see; who calls has looked at its rights now.
            wanted: What to do.
            ending: Format that the address ends with; counts where the transformation names none.
            accept: Header of the request, for the format "auto".
            making: Called before a file is made, which costs much more than one that was kept; it may refuse.

        Raises:
            ConfigurationError: A generated picture could not be signed.
            InputError: The transformation does not go with this picture.
            ModelError: A model failed.
            NotFoundError: The master is gone.
        """
        file_format = _format_of(asset, wanted, ending=ending, accept=accept)
        key = _key_of(asset, wanted, file_format)
        content = self._kept.get(key)
        if content is None:
            if making is not None:
                making()
            content = self._made(asset, wanted, file_format=file_format)
            self._kept.put(key, content)
        return _delivered(content, file_format)

    def kept(self, asset: Asset, wanted: Transformation, *, ending: Format | None, accept: str) -> Delivered | None:
        """The file that `deliver` gives, where it was made a moment ago; None where it has to be made.

        Raises:
            InputError: As `deliver`.
        """
        file_format = _format_of(asset, wanted, ending=ending, accept=accept)
        content = self._kept.get(_key_of(asset, wanted, file_format))
        return None if content is None else _delivered(content, file_format)

    def _made(self, asset: Asset, wanted: Transformation, *, file_format: Format) -> bytes:
        base = self._base(asset)
        places = self._places(asset, base, faces=wanted.needs_faces)
        pixels = transform(base, wanted.steps, places=places)
        return self._pictures.encoded(
            asset,
            pixels,
            encode=lambda marked: encode_delivery(
                marked, file_format=file_format, quality=wanted.quality, progressive=wanted.progressive
            ),
        )

    def _base(self, asset: Asset) -> Pixels:
        key = _look_of(asset)
        kept = self._bases.get(key)
        if kept is not None:
            height, width = struct.unpack_from(_SIZE, kept)
            return np.frombuffer(kept, dtype=np.uint8, offset=struct.calcsize(_SIZE)).reshape(height, width, 3)
        pixels = _limited(self._pictures.shown(asset))
        self._bases.put(key, struct.pack(_SIZE, *pixels.shape[:2]) + pixels.tobytes())
        return pixels

    def _places(self, asset: Asset, pixels: Pixels, *, faces: bool) -> Places:
        if not faces:
            return Places(salient=_salient(asset))
        small = shrink(pixels, long_side_px=RENDITIONS["view"])
        labels = self._parser.read_parts(small)
        found = (cut_box(grown(face.box.as_tuple())) for face in self._faces.find_faces(small))
        faint = (*faint_faces_in(labels), *(box for box in found if box is not None))
        return Places(faces=faces_in(labels), faint=faint, salient=_salient(asset))


def _key_of(asset: Asset, wanted: Transformation, file_format: Format) -> Hashable:
    return _look_of(asset), wanted.steps, file_format, wanted.quality, wanted.progressive


def _delivered(content: bytes, file_format: Format) -> Delivered:
    return Delivered(content=content, format=file_format, etag=hashlib.sha256(content).hexdigest()[:24])


def _format_of(asset: Asset, wanted: Transformation, *, ending: Format | None, accept: str) -> Format:
    named = wanted.format or ending or Format.JPEG
    if claim_of(asset) is not None:
        # What is known of a generated picture is bound to a JPEG; no other file would carry it.
        if named not in {Format.AUTO, Format.JPEG}:
            message = (
                f"Generated pictures are delivered as JPEG, not as {named}: that alone carries where they come from."
            )
            raise InputError(message)
        return Format.JPEG
    return accepted_format(accept, transparent=leaves_transparent(wanted.steps)) if named is Format.AUTO else named


def _salient(asset: Asset) -> tuple[BoundingBox, ...]:
    """What the tags say is worn by whose photo it is, with the wearer; in a picture without wearers, its garments."""
    if asset.tags is None:
        return ()
    subject = subject_of(asset)
    if subject is None:
        return tuple(garment.box for garment in asset.tags.garments)
    return (subject.box, *(garment.box for garment in subject.garments))


def _limited(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    most = min(MAX_SIDE_PX, int(max(height, width) * min(1.0, (MAX_AREA_PX / (height * width)) ** 0.5)))
    return shrink(pixels, long_side_px=most)


def _look_of(asset: Asset) -> Hashable:
    """All that a delivered picture depends on beside the transformation."""
    known = (asset.id, asset.sha256, asset.kind, is_synthetic(asset), claim_of(asset))
    return known, asset.veils, asset.subject, _salient(asset)
