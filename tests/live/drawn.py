"""The picture that live tests send: drawn, of nobody."""

import io

from PIL import Image

from tests.e2e.drawn_shop import draw_photo
from wornby.interfaces.providers import SentPicture
from wornby.testing.pictures import saved


def drawn_picture() -> SentPicture:
    """Somebody drawn, in a white shirt and blue trousers, with sunglasses."""
    image = Image.open(io.BytesIO(draw_photo(0, hair="brown", length="short", eyewear="sunglasses", lower="blue")))
    return SentPicture(content=saved(image, "JPEG", quality=90), width_px=image.width, height_px=image.height)
