"""The colours can be read: WCAG 2.1 level AA."""

import pytest

from commgov.report.palette import DARK, LIGHT, contrast

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@PALETTES
@pytest.mark.parametrize("words", ["ink", "quiet"])
@pytest.mark.parametrize("ground", ["paper", "card", "accent-soft"])
def test_words_stand_out(palette, words, ground):
    assert contrast(palette[words], palette[ground]) >= 4.5


@PALETTES
@pytest.mark.parametrize("shape", ["accent", "lack"])
@pytest.mark.parametrize("ground", ["paper", "card", "accent-soft", "lack-soft"])
def test_shapes_stand_out(palette, shape, ground):
    assert contrast(palette[shape], palette[ground]) >= 3


def test_known_contrasts():
    """#767676 is the lightest grey that passes on white; the measure is symmetric."""
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff") < 4.5


def test_both_palettes_name_the_same_colours():
    assert LIGHT.keys() == DARK.keys()
