"""The demo shop as data: pictures of people who do not exist, rendered once by `training.demo_shop`, and the truth."""

from wornby.demo.shop import DemoPicture, DemoShop, DrawnGarment, demo_shop

__all__ = ["DemoPicture", "DemoShop", "DrawnGarment", "demo_shop"]
