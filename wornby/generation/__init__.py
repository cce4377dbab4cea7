"""Pictures that the project draws itself: wearers who do not exist, and the demo shop made of them."""

from wornby.generation.figures import draw_look, draw_product
from wornby.generation.looks import DrawnGarment, Look
from wornby.generation.shop import (
    DemoLook,
    DemoProduct,
    DemoShop,
    demo_looks,
    demo_products,
    truth_line,
    write_demo_shop,
)

__all__ = [
    "DemoLook",
    "DemoProduct",
    "DemoShop",
    "DrawnGarment",
    "Look",
    "demo_looks",
    "demo_products",
    "draw_look",
    "draw_product",
    "truth_line",
    "write_demo_shop",
]
