"""Draws a calibration plot: how often a confidence was right, against what it promised."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SIDE, EDGE = 360, 48  # pixels


class Band(NamedTuple):
    """Texts of about one confidence: how many, the mean of it, and the share that was right."""

    texts: int
    confidence: float
    right: float


def draw(bands: Sequence[Band], file: Path) -> None:
    """An SVG with a dot a band; its area is the number of texts, the diagonal a perfect promise."""
    ticks = [tick / 5 for tick in range(6)]
    grid = "".join(
        f'<path d="M{_x(t):.0f} {_y(0):.0f}V{_y(1):.0f}M{_x(0):.0f} {_y(t):.0f}H{_x(1):.0f}"/>' for t in ticks
    )
    labels = "".join(
        f'<text x="{_x(t):.0f}" y="{_y(0) + 18:.0f}">{t:.1f}</text>'
        f'<text x="{_x(0) - 18:.0f}" y="{_y(t) + 4:.0f}">{t:.1f}</text>'
        for t in ticks
    )
    most = max(band.texts for band in bands)
    dots = "".join(
        f'<circle cx="{_x(band.confidence):.1f}" cy="{_y(band.right):.1f}" '
        f'r="{3 + 15 * (band.texts / most) ** 0.5:.1f}"><title>{band.texts:,} texts, '
        f"{band.confidence:.3f} promised, {band.right:.3f} right</title></circle>"
        for band in bands
    )
    whole = SIDE + 2 * EDGE
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" '
        'font-family="sans-serif" font-size="12" text-anchor="middle">'
        f'<rect width="{whole}" height="{whole}" fill="#fff"/><g stroke="#ddd">{grid}</g>'
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#888" stroke-dasharray="4 4"/>'
        f'<g fill="#1f5fa8" fill-opacity=".65">{dots}</g>{labels}'
        f'<text x="{whole / 2}" y="{whole - 8}">confidence</text>'
        f'<text transform="rotate(-90 12 {whole / 2})" x="12" y="{whole / 2}">share that was right</text>'
        "</svg>\n",
        encoding="utf-8",
    )


def _x(value: float) -> float:
    return EDGE + SIDE * value


def _y(value: float) -> float:
    return EDGE + SIDE * (1 - value)
