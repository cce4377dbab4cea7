"""Cloudinary's Upload and Admin API over the library: photos by name, their tags, searches, and delivery addresses.

Source:
    https://cloudinary.com/documentation/image_upload_api_reference and /admin_api, and the client `cloudinary` 1.46.
"""

from fastapi import APIRouter

from wornby.api.compat.cloudinary import delivery, routes_admin, routes_other, routes_search, routes_upload

router = APIRouter(include_in_schema=False)
for _part in (routes_upload, routes_search, routes_admin, routes_other, delivery):
    # Not included: then each route keeps its own door where others look at it.
    router.routes.extend(_part.router.routes)
