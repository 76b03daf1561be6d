"""A leaked copy leads back to its package."""

from tests.privacy.sharing.office import PEOPLE, Office

from commgov.privacy.sharing import (
    trace_order,
    trace_text,
)


def test_a_leaked_line_leads_back_to_its_package():
    office = Office()
    texts = {}
    for name in ("s-1", "s-2"):
        texts[name] = office.desk.open(office.issued(name, people=("r-1", "r-2")), "street-office").opened.to("zh")
    line = texts["s-2"].splitlines()[1]
    found = trace_text(f"群里转发的：{line}", office.desk.all())
    assert [(each.sharing, each.recipient) for each in found] == [("s-2", "street-office")]
    assert trace_text("王虚构1", office.desk.all()) == ()
    assert texts["s-1"].splitlines()[0] != texts["s-2"].splitlines()[0], "the visible mark names the package"


def test_a_leaked_list_that_was_typed_out_leads_back_by_its_order():
    office = Office()
    people = tuple(f"r-{n}" for n in range(12))
    opened = {}
    for name in ("s-1", "s-2", "s-3"):
        opened[name] = office.desk.open(office.issued(name, people=people), "street-office").opened
    by_name = {record.name: ref for ref, record in PEOPLE.items()}
    order = [by_name[row["resident.name"]] for row in opened["s-2"].rows]
    assert [each.sharing for each in trace_order(order, office.desk.all())] == ["s-2"]
    assert [each.sharing for each in trace_order(order[2:9], office.desk.all())] == ["s-2"], "some are missing"
    assert trace_order(order[:4], office.desk.all()) == (), "four people say nothing"
    assert trace_order(sorted(order), office.desk.all()) == (), "a list that was sorted tells nothing any more"
