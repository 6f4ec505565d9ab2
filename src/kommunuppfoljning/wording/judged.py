"""Judgements in words (*bedömningar i ord*): why something is judged as it is."""

from kommunuppfoljning.judgements import Judgement
from kommunuppfoljning.wording.sentences import sentence

__all__ = ["explained"]


def explained(judgement: Judgement, locale: str, *, full: bool) -> str:  # noqa: ARG001
    """Why a judgement came out as it did."""
    return sentence("verdict", locale, verdict=judgement.final.label(locale))
