"""Asking a vision model behind an interface like OpenAI's, over HTTP. Not run against any real service yet."""

import base64
import os
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Self

import httpx
from pydantic import SecretStr

from wornby.datamodel.labels import ProviderAnswer
from wornby.datamodel.profiles import MICROS, Feature, ProviderProfile
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderAnswerError,
    ProviderError,
)
from wornby.interfaces.providers import SentPicture
from wornby.providers.openai_compatible.asking import prompt_of, schema_of
from wornby.providers.openai_compatible.mapping import kept_of, labels_of
from wornby.providers.openai_compatible.profile import GARMENTS, KEY_VARIABLE, SPENT, profile_of
from wornby.transport.guarded import is_this_machine
from wornby.transport.services import ServiceCaller, checked_service_url, read_json

URL_VARIABLE = "WORNBY_OPENAI_URL"
MODEL_VARIABLE = "WORNBY_OPENAI_MODEL"
PRICE_VARIABLE = "WORNBY_OPENAI_PRICE_PER_1000"
DEFAULT_URL = "https://api.openai.com/v1"

_MODEL = re.compile(r"[\w./:@+-]{1,200}", re.ASCII)
_MOST_TOKENS = 8_000
"""Of an answer: enough for a crowded photo, and an end for a model that repeats itself."""
_MOST_DOLLARS = Decimal(1_000_000)


class OpenAiCompatibleClient:
    """One vision model. All features are one request; its answer has a form that the server enforces.

    Args:
        model: As the server names it.
        api_key: Left out for a server on this machine that asks for none.
        url: Of the interface, with its version: "https://api.openai.com/v1", "http://localhost:11434/v1".
        price_micros: What one photo costs, in micros of US dollars: the operator's own figure.
        timeout_s: Of one request: models on one's own machine are slow.
        transport: Takes the requests; that of httpx where it is left out.

    Raises:
        ConfigurationError: The address is none, or not safe; the model has no name.
        MissingCredentialError: No key for a server that is not on this machine.
    """

    def __init__(
        self,
        *,
        model: str,
        api_key: SecretStr | None = None,
        url: str = DEFAULT_URL,
        price_micros: int = 0,
        timeout_s: float = 120.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if not _MODEL.fullmatch(model):
            message = f"{MODEL_VARIABLE} names no model. Set the name that the server knows it by."
            raise ConfigurationError(message)
        key = api_key.get_secret_value().strip() if api_key is not None else ""
        self._profile = profile_of(price_micros=price_micros, needs_key=not is_own(url))
        if not key and self._profile.credentials:
            message = f"{self._profile.title} needs a key. Set {KEY_VARIABLE}; only one on this machine goes without."
            raise MissingCredentialError(message)
        self._model = model
        self._costs = price_micros > 0
        self._extra = _extra_of(url)
        self._caller = ServiceCaller(
            self._profile.title,
            url=url,
            rule=self._profile.retry,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            secrets=(key,) if key else (),
            spent=SPENT,
            timeout_s=timeout_s,
            transport=transport,
        )

    @classmethod
    def from_environment(cls) -> Self:
        """With the model in WORNBY_OPENAI_MODEL and the key in OPENAI_API_KEY.

        WORNBY_OPENAI_URL is the address, OpenAI's own where it is not set; WORNBY_OPENAI_PRICE_PER_1000 what 1,000
        photos cost in US dollars, 0 where nothing is paid for each. It must be set for a server that is not on this
        machine: a budget cannot be kept by a price that nobody knows.

        Raises:
            ConfigurationError: The address is none, or not safe; the model or its price is not set, or none.
            MissingCredentialError: No key for a server that is not on this machine.
        """
        key, url, model, price = (
            os.environ.get(name, "").strip() for name in (KEY_VARIABLE, URL_VARIABLE, MODEL_VARIABLE, PRICE_VARIABLE)
        )
        url = url or DEFAULT_URL
        return cls(
            model=model,
            api_key=SecretStr(key) if key else None,
            url=url,
            price_micros=price_in_micros(price or ("0" if is_own(url) else "")),
        )

    @property
    def profile(self) -> ProviderProfile:
        """What is documented of it, with the operator's own price."""
        return self._profile

    @property
    def version(self) -> str:
        """The model that is asked."""
        return self._model

    def close(self) -> None:
        """Give back the connections."""
        self._caller.close()

    def label(self, picture: SentPicture, *, features: Sequence[Feature]) -> ProviderAnswer:
        """Ask for some features of one photo, in one request.

        Raises:
            ConfigurationError: What costs is asked for appearance alone: the price stands at garments.
            MissingCredentialError: The server does not accept the key.
            ProviderError: It failed, or answered nothing; retryable as the profile says.
            ProviderRefusedError: The server does not take this request, or the model does not answer it in the form
                that was asked for, or not to its end.
            ProviderTimeoutError: It did not answer in time.
            QuotaError: Too many requests; `retry_after_s` where the server says it.
            QuotaSpentError: Nothing is left on the account.
        """
        names = [feature.id for feature in features]
        if self._costs and names and GARMENTS not in names:
            message = f"{self._profile.title} is asked for garments whenever it is asked: add {GARMENTS!r}."
            raise ConfigurationError(message)
        answer = self._caller.ask("POST", "/chat/completions", json=self._request(picture, names)) if names else {}
        kept = self._kept(answer, names) if names else {}
        return ProviderAnswer(
            source=f"{self._profile.name}@{self._answered_by(answer)}",
            labels=labels_of(kept),
            raw=kept,
            units=dict.fromkeys(names, 1),
        )

    def _request(self, picture: SentPicture, features: Sequence[str]) -> Mapping[str, object]:
        data = base64.b64encode(picture.content).decode("ascii")
        form = {"name": "labels", "strict": True, "schema": schema_of(features)}
        return {
            "model": self._model,
            "temperature": 0,
            **self._extra,
            "response_format": {"type": "json_schema", "json_schema": form},
            "messages": [
                {"role": "system", "content": prompt_of(features)},
                {
                    "role": "user",
                    "content": [{"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}}],
                },
            ],
        }

    def _kept(self, answer: object, features: Sequence[str]) -> Mapping[str, Mapping[str, object]]:
        choice = _first(answer)
        told = _mapping(choice.get("message"))
        content = told.get("content")
        kept = kept_of(read_json(content), features=features) if isinstance(content, str) else None
        if told.get("refusal") or choice.get("finish_reason") == "content_filter":
            # The model's own words on why may speak of the people in the photo: they are not repeated.
            message = f"{self._profile.title} refuses to label this picture."
        elif choice.get("finish_reason") == "length":
            message = f"{self._profile.title} did not come to an end within {_MOST_TOKENS:,} tokens."
        elif not content:
            message = f"{self._profile.title} answers nothing. Try again later."
            raise ProviderError(message)
        elif kept is not None:
            return kept
        else:
            message = (
                f"{self._profile.title} does not answer in the form that it was asked for. Take a model and a server "
                "that know structured outputs (response_format json_schema)."
            )
        raise ProviderAnswerError(message)

    def _answered_by(self, answer: object) -> str:
        """The model as the answer names it, often with its date; as it was asked for where that is no name."""
        named = _mapping(answer).get("model")
        return named if isinstance(named, str) and _MODEL.fullmatch(named) else self._model


def is_own(url: str) -> bool:
    """Whether an address is this machine itself.

    Raises:
        ConfigurationError: It is none, or not safe.
    """
    return is_this_machine(httpx.URL(checked_service_url(url, title="the model")).host)


def _extra_of(url: str) -> Mapping[str, object]:
    """Fields that OpenAI itself and its imitators call differently: OpenAI is asked to keep nothing, too.

    Source:
        https://docs.ollama.com/api/openai-compatibility (max_tokens), https://developers.openai.com/api/docs/guides/your-data
        (store), read on 2026-11-28. Some imitators refuse a field that they do not know.
    """
    if httpx.URL(url).host == httpx.URL(DEFAULT_URL).host:
        return {"max_completion_tokens": _MOST_TOKENS, "store": False}
    return {"max_tokens": _MOST_TOKENS}


def price_in_micros(dollars_per_1000: str) -> int:
    """Micros of US dollars for one photo, of US dollars for 1,000.

    Raises:
        ConfigurationError: It is no amount.
    """
    try:
        dollars = Decimal(dollars_per_1000)
    except InvalidOperation:
        dollars = Decimal(-1)
    if not dollars.is_finite() or not 0 <= dollars <= _MOST_DOLLARS:
        message = (
            f"Set {PRICE_VARIABLE} to what 1,000 photos cost in US dollars, such as 2.50; 0 where nothing is paid."
        )
        raise ConfigurationError(message)
    return int((dollars * MICROS / 1_000).to_integral_value(rounding="ROUND_CEILING"))


def _first(answer: object) -> Mapping[str, object]:
    choices = _mapping(answer).get("choices")
    return _mapping(choices[0]) if isinstance(choices, list) and choices else {}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
