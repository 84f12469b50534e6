"""Reads the models and families of one provider's file, and says what is wrong with it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.tokens.catalogue import CatalogueInvalid
from domain.tokens.model import CountMethod, ModelSpecification

_LIMITS = ("context", "input", "output")
_SHARED_KEYS = {"encoding", "method", "framing", "estimator", *_LIMITS}
_GROUP_KEYS = _SHARED_KEYS | {"families", "models"}
_MODEL_KEYS = _SHARED_KEYS | {"name", "aliases"}


@dataclass(frozen=True, slots=True)
class ProviderEntries:
    """What the file of one provider says.

    Args:
        file: Name of the file, for errors.
        data: What is in it.
        carried: The encodings whose vocabulary is here.
        encodings: The encodings that have a name.
    """

    file: str
    data: Mapping[str, Any]
    carried: Collection[str]
    encodings: Collection[str]

    def models(self) -> Iterator[ModelSpecification]:
        """Every listed model.

        Raises:
            CatalogueInvalid: An entry does not say what it must.
        """
        for group in self._groups():
            for entry in group.get("models", ()):
                name = entry.get("name", "?")
                self._check_keys(entry, _MODEL_KEYS, name)
                yield self._specification(name, {**group, **entry}, name)

    def families(self) -> Iterator[ModelSpecification]:
        """Every family, under its prefix.

        Raises:
            CatalogueInvalid: An entry does not say what it must.
        """
        for group in self._groups():
            for prefix in group.get("families", ()):
                yield self._specification(prefix, group, "")

    def _groups(self) -> Iterator[Mapping[str, Any]]:
        for number, group in enumerate(self.data.get("groups", ()), start=1):
            self._check_keys(group, _GROUP_KEYS, f"group {number}")
            yield group

    def _specification(
        self, name: str, entry: Mapping[str, Any], canonical_name: str
    ) -> ModelSpecification:
        encoding = entry.get("encoding", "")
        if encoding and encoding not in self.encodings:
            raise self._invalid(name, f"encoding {encoding!r} is not in rules.toml")
        context, most_input, most_output = self._limits(name, entry)
        is_carried = encoding in self.carried
        return ModelSpecification(
            name=name,
            provider=self._provider(),
            encoding=encoding,
            # Without its vocabulary a model is estimated, by what knows none of its family.
            method=self._method(name, entry)
            if is_carried or not encoding
            else CountMethod.HEURISTIC,
            countable=is_carried,
            canonical_name=canonical_name,
            aliases=tuple(entry.get("aliases", ())),
            framing=entry.get("framing", "plain"),
            estimator=entry.get("estimator", "unknown"),
            context_token_limit=context,
            input_token_limit=most_input,
            output_token_limit=most_output,
        )

    def _provider(self) -> str:
        provider = self.data.get("provider")
        if not isinstance(provider, str) or not provider:
            raise self._invalid("provider", "must be a name")
        return provider

    def _method(self, name: str, entry: Mapping[str, Any]) -> CountMethod:
        method = entry.get("method", CountMethod.EXACT.value)
        try:
            chosen = CountMethod(method)
        except ValueError:
            raise self._invalid(name, f"method {method!r} is unknown") from None
        counts = chosen in (CountMethod.EXACT, CountMethod.RECONSTRUCTED)
        if counts != bool(entry.get("encoding")):
            raise self._invalid(name, f"method {method!r} does not go with its encoding")
        return chosen

    def _limits(
        self, name: str, entry: Mapping[str, Any]
    ) -> tuple[int | None, int | None, int | None]:
        """Context, input and output; 0 takes back what the group says."""
        context, most_input, most_output = limits = [entry.get(key, 0) for key in _LIMITS]
        if not all(type(limit) is int and limit >= 0 for limit in limits):
            raise self._invalid(name, "a limit is a number of tokens")
        if context and context < max(most_input, most_output):
            raise self._invalid(name, "no limit is above that of the context")
        return context or None, most_input or None, most_output or None

    def _check_keys(self, entry: Mapping[str, Any], known: Collection[str], name: str) -> None:
        if unknown := sorted(set(entry) - set(known)):
            raise self._invalid(name, f"unknown key {unknown[0]!r}")

    def _invalid(self, entry: str, problem: str) -> CatalogueInvalid:
        return CatalogueInvalid(
            f"{self.file}: {entry}: {problem}", file=self.file, entry=entry, problem=problem
        )
