"""The colours of the page, by day and by night, and the measure of their contrast."""

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#faf9f6",
    "card": "#ffffff",
    "ink": "#22282c",
    "quiet": "#59626a",
    "line": "#dfdbd3",
    "accent": "#1c6a66",
    "accent-soft": "#dceae7",
    "lack": "#a94a22",
    "lack-soft": "#f5e4da",
}
DARK: Mapping[str, str] = {
    "paper": "#141719",
    "card": "#1c2023",
    "ink": "#e7e5e0",
    "quiet": "#a6adb2",
    "line": "#363d41",
    "accent": "#72c4b8",
    "accent-soft": "#23403d",
    "lack": "#e8946a",
    "lack-soft": "#4a2f23",
}


def variables(palette: Mapping[str, str]) -> str:
    """A palette as CSS custom properties.

    Example:
        >>> variables({"ink": "#000000"})
        '--ink:#000000;'
    """
    return "".join(f"--{name}:{colour};" for name, colour in palette.items())


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21.

    Source: WCAG 2.1, definitions of "contrast ratio" and "relative luminance".

    Args:
        one: a colour as `#rrggbb`.
        other: the other.

    Example:
        >>> contrast("#000000", "#ffffff")
        21.0
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
