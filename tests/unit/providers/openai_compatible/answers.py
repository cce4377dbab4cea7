"""Answers of chat/completions, written by hand in the shapes of the documentation.

Read on 2026-11-28: https://developers.openai.com/api/docs/guides/structured-outputs and /error-codes, as
https://www.developersdigest.tech/errors/api/openai-api and https://github.com/api-evangelist/chatgpt quote them;
https://docs.ollama.com/api/openai-compatibility. What the model says is in our own form.
"""

import json

BOX = {"x_min": 0.25, "y_min": 0.25, "x_max": 0.75, "y_max": 0.5}
SHIRT = {
    "word": "denim shirt",
    "broader": "shirt",
    "confidence": 0.9,
    "box": BOX,
    "pattern": "solid",
    "pattern_confidence": 0.8,
    "colors": [{"name": "navy", "hex": "#1B2A49", "share": 0.95}, {"name": "white", "hex": "#ffffff", "share": 0.05}],
}
GARMENTS = {
    "persons": [{"confidence": 0.99, "box": {"x_min": 0.1, "y_min": 0.0, "x_max": 0.9, "y_max": 1.0}}],
    "garments": [SHIRT],
    "bags": [],
    "accessories": [],
}
APPEARANCE = {
    "hair": [{"word": "red hair", "broader": "", "confidence": 0.7, "box": BOX}],
    "eyewear": [{"word": "sunglasses", "broader": "eyewear", "confidence": 0.8, "box": BOX, "worn": False}],
    "headwear": [{"word": "beanie", "broader": "hat", "confidence": 0.6, "box": BOX, "worn": True}],
}


def completion(said, **changes):
    """What the server answers where the model says something."""
    content = said if isinstance(said, str) or said is None else json.dumps(said)
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content, "refusal": None},
        "logprobs": None,
        "finish_reason": "stop",
    }
    choice["message"] |= changes.pop("message", {})
    return {
        "id": "chatcmpl-123",
        "object": "chat.completion",
        "created": 1790000000,
        "model": "vision-1-2026-10-01",
        "choices": [choice | changes],
        "usage": {"prompt_tokens": 900, "completion_tokens": 200, "total_tokens": 1100},
    }


def error(code, kind, message="No."):
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}
