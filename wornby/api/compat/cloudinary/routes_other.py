"""Whatever else Cloudinary's clients ask for: refused with its name, so that nobody takes silence for success."""

from fastapi import Request

from wornby.api.auth import needs
from wornby.api.compat.cloudinary.doors import check_signature
from wornby.api.compat.cloudinary.refusals import tell, unsupported
from wornby.api.compat.guard import compat_router
from wornby.datamodel import Scope

router = compat_router(check=check_signature, tell=tell)
METHODS = ["DELETE", "GET", "POST", "PUT"]


@router.api_route("/v1_1/{cloud}/{path:path}", methods=METHODS)
@router.api_route("/v2/notifications/{cloud}/{path:path}", methods=METHODS)
@router.api_route("/v2/{cloud}/analysis/{path:path}", methods=METHODS)
@needs(Scope.READ)
async def refuse(request: Request, cloud: str, path: str) -> None:  # noqa: ARG001 - the path names both
    """Refuse what is not served.

    Raises:
        RefusedError: Always.
    """
    what = f"{request.method} {path.partition('/')[0]}"
    raise unsupported(what)
