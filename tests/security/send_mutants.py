"""Sends damaged pictures to a library's doors, and says as one line of JSON what came of it: COUNT SEED HOME."""

import asyncio
import json
import resource
import sys
from collections import Counter
from pathlib import Path

import httpx
import structlog

from tests.security.library import HOST, small_library
from tests.security.mutations import mutants, seeds
from wornby.api import create_app
from wornby.datamodel import Scope

DOORS = (*(("/v1/tags", "file", {}),) * 6, ("/v1/search", "image", {}), ("/v1/assets", "file", {"rights": "licensed"}))
AT_ONCE = 2


def peak_mb() -> float:
    """Most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def send(http: httpx.AsyncClient, number: int, content: bytes) -> str:
    """Send one file; what came back, with the error's code."""
    path, field, data = DOORS[number % len(DOORS)]
    answer = await http.post(path, files={field: (f"{number}.jpg", content)}, data=data)
    code = "" if answer.is_success else f" {answer.json()['code']}"
    return f"{answer.status_code}{code}"


async def send_all(app, secret: str, *, count: int, seed: int) -> dict[str, object]:
    """Send good files once, then damaged ones."""
    transport = httpx.ASGITransport(app=app, client=("203.0.113.7", 1))
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}", headers=headers) as http:
        for number, content in enumerate(seeds()):
            await send(http, number, content)
        before = peak_mb()
        found: Counter[str] = Counter()
        waiting = enumerate(mutants(count, seed=seed))

        async def work() -> None:
            for number, content in waiting:
                found[await send(http, number, content)] += 1

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return {"answers": dict(found), "before_mb": before, "peak_mb": peak_mb()}


def main() -> None:
    """Run as a program."""
    count, seed, home = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    settings = {"max_pixels": 20_000_000, "rate_per_minute_key": 10**9, "threads": 1}
    with small_library(home, photos=0, **settings) as engine:
        secret = engine.create_key("mutants", frozenset({Scope.INGEST}))[1]
        told = asyncio.run(send_all(create_app(engine), secret, count=count, seed=seed))
    sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main()
