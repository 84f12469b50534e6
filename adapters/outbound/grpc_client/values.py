"""What the client answers, as values of the domain, and back."""

import steelyard_client as client
from steelyard_client.arguments import ByTokenizer, Counter, Selection

from domain.tokens import model as domain
from domain.tokens import text_analyses


def to_count(count: client.TokenCount) -> domain.TokenCount:
    """A count."""
    return domain.TokenCount(
        count.token_count,
        count.upper_bound_token_count,
        to_method(count.method),
        count.not_counted,
        count.frame_token_count,
    )


def to_analysis(count: client.TokenCount) -> text_analyses.TokenAnalysis:
    """A count and what made it."""
    return text_analyses.TokenAnalysis(to_count(count), to_provenance(count.provenance))


def to_batch(batch: client.BatchCount) -> text_analyses.BatchTokenAnalysis:
    """The counts of a batch."""
    bounds = batch.upper_bound_token_counts
    return text_analyses.BatchTokenAnalysis(
        batch.token_counts,
        () if bounds == batch.token_counts else bounds,
        to_method(batch.method),
        to_provenance(batch.provenance),
        batch.not_counted,
    )


def to_provenance(provenance: client.Provenance) -> domain.Provenance:
    """What made a count."""
    return domain.Provenance(
        provenance.tokenizer,
        provenance.vocabulary_sha256,
        provenance.engine,
        provenance.catalogue_version,
        provenance.framing,
    )


def to_method(method: client.CountMethod) -> domain.CountMethod:
    """How a count was made."""
    return domain.CountMethod(method.value)


def by(selector: domain.TokenizerSelector) -> Selection:
    """A selector, as the client's calls take it."""
    how = Selection()
    add_selector(selector, how)
    return how


def add_selector(selector: domain.TokenizerSelector, how: Counter) -> None:
    """Add a selector to the arguments of one of the client's calls."""
    how["unknown_model"] = client.UnknownModel(selector.unknown_model.value)
    if selector.model:
        how["model"] = selector.model
    else:
        how["encoding"] = selector.encoding


def by_ids(selector: domain.TokenizerSelector) -> ByTokenizer:
    """A selector, as calls take it that need token ids; those refuse unknown models anyway."""
    if selector.model:
        return ByTokenizer(model=selector.model)
    return ByTokenizer(encoding=selector.encoding)


def special(special_tokens: domain.SpecialTokens) -> client.SpecialTokens:
    """What special-token text counts as, as the client takes it."""
    return client.SpecialTokens(special_tokens.value)
