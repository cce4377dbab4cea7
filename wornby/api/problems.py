"""Problem documents (RFC 9457): how this API says that something went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.responses import JSONResponse

PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem. `code` is an error's code of the tree, `detail` what to do about it."""

    status: int
    code: str
    detail: str
    retry_after_s: float | None = None

    def body(self) -> dict[str, object]:
        """The members of the document."""
        return {
            "type": f"urn:wornby:error:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "retry_after": self.retry_after_s,
        }

    def response(self, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
        """The answer to send."""
        every = dict(headers or {})
        if self.retry_after_s is not None:
            every["Retry-After"] = str(max(1, round(self.retry_after_s)))
        every.setdefault("Cache-Control", "no-store")
        return JSONResponse(self.body(), status_code=self.status, headers=every, media_type=PROBLEM_TYPE)
