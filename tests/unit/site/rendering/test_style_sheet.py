import re

import pytest

from minutebook.site.rendering.code_colours import BACKGROUNDS, COLOURS
from minutebook.site.rendering.style_sheet import make_style_sheet
from minutebook.site.rendering.template_files import locate_site_templates


def _luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of `#rrggbb`."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_code_is_read_well_in_both_themes(theme: str) -> None:
    index = ("light", "dark").index(theme)
    for colour in (colours[index] for colours in COLOURS.values()):
        assert _contrast(colour, BACKGROUNDS[theme]) >= 4.5


def test_code_stands_on_the_colours_that_contrast_is_measured_with() -> None:
    base = (locate_site_templates() / "assets" / "base.css").read_text("utf-8")
    raised = re.findall(r"--raised: ([^;]*);", base)
    assert raised == [BACKGROUNDS["light"], BACKGROUNDS["dark"], BACKGROUNDS["dark"]]


def test_the_shipped_style_sheet_is_the_one_that_is_made() -> None:
    shipped = locate_site_templates() / "assets" / "code.css"
    assert shipped.read_text("utf-8") == make_style_sheet()
