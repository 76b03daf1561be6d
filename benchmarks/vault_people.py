"""The invented residents of the benchmark of the vault, and who asks what about them."""

from datetime import UTC, datetime
from typing import Any

GRIDS = 100
VIEW, COLUMNS = ("name", "phone", "address", "employer"), ("name", "phone")
READER, ROLE, PURPOSE = "secretary-1", "community-secretary", "relief"
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)

Values = dict[str, Any]


def person(number: int) -> tuple[str, str, Values]:
    """Reference, grid and values of a resident."""
    values = {
        "name": f"王虚构{number}",
        "education": "高中",
        "occupation": "退休",
        "phone": f"138{number:08}",
        "address": f"虚构苑{number % 40 + 1}栋{number % 3 + 1}单元{number % 900 + 101}室",
        "employer": f"虚构第{number % 60}厂",
        "wechat": f"invented_{number}",
        "birth_year": 1930 + number % 70,
    }
    return f"r-{number}", f"grid-{number % GRIDS}", values
