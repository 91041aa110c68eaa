"""Scores to attributions: the best tags, their links, what stands alone, what stands within."""

from onrecord.attribution.attributions import attributions_of

__all__ = ["attributions_of"]
