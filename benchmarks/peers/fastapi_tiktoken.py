"""The service most teams would write: FastAPI, uvicorn and tiktoken, with care for speed.

The encoding is loaded before the first call. The handlers are coroutines, because FastAPI hands
plain functions to a thread pool, which is slower for work this short. uvicorn runs on uvloop and
httptools, one worker, with its default logging.
"""

import sys

import tiktoken
import uvicorn  # type: ignore[import-not-found]  # only in the peers' environment
from fastapi import FastAPI  # type: ignore[import-not-found]  # the same
from pydantic import BaseModel

ENCODING = tiktoken.get_encoding("o200k_base")


class CountRequest(BaseModel):
    """A text to count."""

    text: str


class CountResponse(BaseModel):
    """Its tokens."""

    token_count: int


class BatchRequest(BaseModel):
    """Texts to count."""

    texts: list[str]


class BatchResponse(BaseModel):
    """Their tokens, in order."""

    token_counts: list[int]


async def count(body: CountRequest) -> CountResponse:
    """Count one text."""
    return CountResponse(token_count=len(ENCODING.encode_ordinary(body.text)))


async def batch(body: BatchRequest) -> BatchResponse:
    """Count many texts."""
    return BatchResponse(token_counts=[len(ENCODING.encode_ordinary(text)) for text in body.texts])


def build_app() -> FastAPI:
    """The two endpoints."""
    app = FastAPI()
    app.add_api_route("/count", count, methods=["POST"])
    app.add_api_route("/batch", batch, methods=["POST"])
    return app


if __name__ == "__main__":
    uvicorn.run(
        build_app(), host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", http="httptools"
    )
