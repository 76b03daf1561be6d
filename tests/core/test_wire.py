"""Values as JSON and back: with the name of their class where there is a choice among several."""

import pytest
from attrs import frozen

from commgov.core.wire import tagged, untagged


@frozen
class Said:
    """What somebody said."""

    words: str


@frozen
class Sorted:
    """Has a field whose name is taken."""

    kind: str


def test_a_value_carries_the_name_of_its_class():
    assert tagged(Said("yes")) == {"kind": "Said", "words": "yes"}
    assert untagged(tagged(Said("yes")), {"Said": Said, "Sorted": Sorted}) == Said("yes")


def test_a_field_that_would_take_the_names_place_is_refused():
    with pytest.raises(TypeError, match="Sorted has a field `kind`"):
        tagged(Sorted("x"))
