"""Bands against each other: every number in exactly one, and points that rise as printed tables mean them to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from procedures.domain.scoring_model import Band, Bands
from tenants.domain.errors import Problem

#: Fewer bands have too few steps between them for one to look odd.
_FEWEST_FOR_STEPS = 4


def lint_bands(rule: Bands, place: str) -> Iterator[Problem]:
    """Overlaps and gaps refuse publication; uneven steps and points for nothing are only pointed out."""
    empty = [band for band in rule.bands if _is_empty(band)]
    for band in empty:
        yield Problem(place, "score_band_empty", {"band": _words(band)})
    bands = sorted((band for band in rule.bands if band not in empty), key=_begin)
    for lower, upper in pairwise(bands):
        yield from _border(lower, upper, place)
    yield from _ends(rule, bands, place)
    steps = {upper.points - lower.points for lower, upper in pairwise(bands)}
    if len(bands) >= _FEWEST_FOR_STEPS and len(steps) > 1:
        yield Problem(place, "score_bands_uneven", {"points": "、".join(f"{band.points:f}" for band in bands)})
    if bands and rule.input.least == 0 and bands[0].points > 0 and bands[0].lower is None:
        yield Problem(place, "score_points_for_nothing", {"points": f"{bands[0].points:f}"})


def _begin(band: Band) -> tuple[Decimal, bool]:
    return (Decimal("-Infinity") if band.lower is None else band.lower), not band.lower_closed


def _is_empty(band: Band) -> bool:
    if band.lower is None or band.upper is None:
        return False
    return band.lower > band.upper or (band.lower == band.upper and not (band.lower_closed and band.upper_closed))


def _border(lower: Band, upper: Band, place: str) -> Iterator[Problem]:
    """Where one band ends and the next begins."""
    both = {"one": _words(lower), "other": _words(upper)}
    if lower.upper is None or upper.lower is None or lower.upper > upper.lower:
        yield Problem(place, "score_bands_overlap", both)
    elif lower.upper < upper.lower:
        yield Problem(place, "score_bands_gap", both)
    elif lower.upper_closed and upper.lower_closed:
        yield Problem(place, "score_bands_share_border", {**both, "border": f"{lower.upper:f}"})
    elif not lower.upper_closed and not upper.lower_closed:
        yield Problem(place, "score_bands_gap", both)


def _ends(rule: Bands, bands: list[Band], place: str) -> Iterator[Problem]:
    """Whether the lowest and the highest possible number lie in a band."""
    if not bands:
        return
    first, last, least, most = bands[0], bands[-1], rule.input.least, rule.input.most
    if first.lower is not None and (
        least is None or least < first.lower or (least == first.lower and not first.lower_closed)
    ):
        yield Problem(place, "score_bands_no_lowest", {"band": _words(first)})
    if last.upper is not None and (most is None or most > last.upper or (most == last.upper and not last.upper_closed)):
        yield Problem(place, "score_bands_no_highest", {"band": _words(last)})


def _words(band: Band) -> str:
    """`[50, 60)`: as mathematics writes it, because words for open ends are what tables are unclear about."""
    lower = "(-∞" if band.lower is None else f"{'[' if band.lower_closed else '('}{band.lower:f}"
    upper = "+∞)" if band.upper is None else f"{band.upper:f}{']' if band.upper_closed else ')'}"
    return f"{lower}, {upper}"
