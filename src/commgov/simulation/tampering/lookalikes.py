"""Honest services that look odd: each is what a careless detector would flag."""

from commgov.incentives import Form
from commgov.simulation.tampering.draft import DAY, DAYS, HOUR, MINUTE, Draft
from commgov.simulation.tampering.honest import Scribe

_WEEK = 7


def look_alikes(scribe: Scribe) -> list[Draft]:
    """All of them."""
    kinds = (
        events,
        weekly_carers,
        neighbours,
        floods,
        rotas,
        rushes,
        monthly_duties,
        phone_couples,
        proxies,
        visited_couples,
    )
    return [draft for kind in kinds for draft in kind(scribe)]


def _fixed(
    scribe: Scribe, member: str, resident: str, unit: str, start: int, minutes: int, *, key: str
) -> Draft | None:
    """A service at a given time, if the member is free; otherwise ordinary."""
    end = start + minutes * MINUTE
    if not scribe.diary.is_free(member, start, end, unit):
        return None
    scribe.diary.enter(member, start, end, unit)
    draws = scribe.draws.of("fixed", key, member, resident, start)
    officers = scribe.place.officers[unit]
    officer = officers[draws.between(0, len(officers) - 1, "officer")]
    draft = Draft(
        member, resident, scribe.order(), unit, "visit", start, end, officer, f"phone-{officer}",
        None, 0, 0, resident, scribe.place.phone.get(resident),
    )  # fmt: skip
    draft.checked_in = draws.chance(scribe.place.habits[member].checks_in, "checks in")
    scribe.enter(draws, draft)
    scribe.rate(draws, draft)
    return draft


def events(scribe: Scribe) -> list[Draft]:
    """Each month a unit has an event at which many start together; a clerk types in the whole pile the next day."""
    drafts = []
    for unit in scribe.place.units:
        for month in range(6):
            draws = scribe.draws.of("event", unit, month)
            start = (month * 30 + draws.between(2, 28, "day")) * DAY + draws.between(9, 15, "hour") * HOUR
            minutes = 30 * draws.between(3, 6, "half-hours")
            hosts = scribe.place.residents[unit]
            host, demand = hosts[draws.between(0, len(hosts) - 1, "host")], ""
            for member in draws.some(scribe.place.members[unit], draws.between(8, 16, "size"), "who"):
                draft = (
                    _fixed(scribe, member, host, unit, start, minutes, key="event") if host != f"r-{member}" else None
                )
                if draft is not None:
                    demand = demand or draft.demand
                    draft.demand, draft.text, draft.category, draft.checked_in = (
                        demand,
                        f"event {demand}",
                        "patrol",
                        False,
                    )
                    scribe.from_paper(draws.of(member), draft)
                    drafts.append(draft)
    return drafts


def weekly_carers(scribe: Scribe) -> list[Draft]:
    """One member in sixteen looks after one elder every week, at the same time."""
    drafts = []
    for unit in scribe.place.units:
        for member in scribe.place.members[unit]:
            draws = scribe.draws.of("carer", member)
            if draws.chance(0.06, "is one"):
                elder = _other(scribe, member, unit)
                slot = draws.between(0, 6, "weekday") * DAY + draws.between(9, 18, "hour") * HOUR
                text = f"weekly visit, {elder}" if draws.chance(0.5, "same words") else None
                for week in range(DAYS // _WEEK):
                    draft = _fixed(scribe, member, elder, unit, week * _WEEK * DAY + slot, 60, key="carer")
                    if draft is not None:
                        draft.text = text
                        drafts.append(draft)
    return drafts


def neighbours(scribe: Scribe) -> list[Draft]:
    """In most units two members who are served themselves help each other, week by week."""
    drafts: list[Draft | None] = []
    for unit in scribe.place.units:
        served = [one for one in scribe.place.members[unit] if f"r-{one}" in scribe.place.home]
        draws = scribe.draws.of("neighbours", unit)
        if len(served) > 1 and draws.chance(0.7, "are there"):
            one, other = draws.some(served, 2, "who")
            for week in range(DAYS // _WEEK):
                day = week * _WEEK + draws.between(0, 6, week)
                drafts.append(scribe.serve(draws.of(week, "one"), one, f"r-{other}", unit, day))
                drafts.append(scribe.serve(draws.of(week, "other"), other, f"r-{one}", unit, min(day + 2, DAYS - 1)))
    return [draft for draft in drafts if draft]


def floods(scribe: Scribe) -> list[Draft]:
    """On two days of flood one member in eight serves from morning to night."""
    drafts = []
    for day in (61, 62):
        for unit in scribe.place.units:
            for member in scribe.place.members[unit]:
                draws = scribe.draws.of("flood", day, member)
                if draws.chance(0.12, "comes"):
                    start = day * DAY + draws.between(7, 9, "hour") * HOUR
                    draft = _fixed(
                        scribe,
                        member,
                        _other(scribe, member, unit),
                        unit,
                        start,
                        60 * draws.between(9, 11, "hours"),
                        key="flood",
                    )
                    drafts += [draft] if draft else []
    return drafts


def rotas(scribe: Scribe) -> list[Draft]:
    """In every third unit seven members take turns with one elder, day by day."""
    drafts = []
    for unit in scribe.place.units[::3]:
        turns = scribe.place.members[unit][:7]
        elder = scribe.place.residents[unit][0]
        for day in range(DAYS):
            draft = _fixed(scribe, turns[day % len(turns)], elder, unit, day * DAY + 11 * HOUR, 30, key="rota")
            drafts += [draft] if draft else []
    return drafts


def rushes(scribe: Scribe) -> list[Draft]:
    """After a clinic day residents queue at the counter and sign on its tablet, minute after minute, the same day."""
    drafts = []
    for unit in scribe.place.units[::2]:
        draws = scribe.draws.of("rush", unit)
        day = draws.between(5, DAYS - 10, "day")
        for nth, member in enumerate(draws.some(scribe.place.members[unit], 9, "who")):
            start = day * DAY + draws.between(9, 14, "hour", nth) * HOUR
            draft = _fixed(scribe, member, _other(scribe, member, unit, nth), unit, start, 90, key="rush")
            if draft is not None:
                draft.clerk, draft.form, draft.scan = scribe.place.clerk[unit], Form.ONLINE, None
                draft.entered = day * DAY + 17 * HOUR + nth * 95
                draft.signed = draft.entered + 40
                draft.signer_device = f"tablet-{draft.clerk}"
                drafts.append(draft)
    return drafts


def monthly_duties(scribe: Scribe) -> list[Draft]:
    """One member in fourteen goes on patrol on the last days of each month."""
    ends = (26, 54, 85, 115, 146, 176)  # 31 January is day 26 of the scene
    drafts = []
    for unit in scribe.place.units:
        for member in scribe.place.members[unit]:
            if scribe.draws.chance(0.07, "duty", member):
                made = [
                    scribe.serve(scribe.draws.of("duty", member, day), member, _other(scribe, member, unit), unit, day)
                    for day in ends
                ]
                drafts += [draft for draft in made if draft]
    return drafts


def phone_couples(scribe: Scribe) -> list[Draft]:
    """In every fifth unit an officer lives with a resident; they share one phone, from which both sign."""
    drafts = []
    for unit in scribe.place.units[::5]:
        officer, spouse = scribe.place.officers[unit][0], scribe.place.residents[unit][1]
        for nth in range(12):
            draws = scribe.draws.of("phone couple", unit, nth)
            member = scribe.place.members[unit][draws.between(0, 6, "member")]
            draft = scribe.serve(draws, member, spouse, unit)
            if draft is not None:
                draft.officer, draft.officer_device = officer, f"phone-{officer}"
                if draft.form is Form.ONLINE:
                    draft.signer_device = draft.officer_device
                drafts.append(draft)
    return drafts


def proxies(scribe: Scribe) -> list[Draft]:
    """In every fourth unit a building leader is the authorised proxy of eight elders."""
    drafts = []
    for unit in scribe.place.units[::4]:
        leader = f"leader-{unit}"
        for nth in range(40):
            draws = scribe.draws.of("proxy", unit, nth)
            elder = scribe.place.residents[unit][2 + nth % 8]
            member = scribe.place.members[unit][draws.between(0, 24, "member")]
            draft = scribe.serve(draws, member, elder, unit) if elder != f"r-{member}" else None
            if draft is not None and draft.form is Form.ONLINE:
                draft.signer, draft.form, draft.signer_device = leader, Form.PROXY, f"phone-{leader}"
                drafts.append(draft)
    return drafts


def visited_couples(scribe: Scribe) -> list[Draft]:
    """A couple is visited together: two orders at one time in one place, and the time is shared between them."""
    drafts = []
    for unit in scribe.place.units[::2]:
        one, other = scribe.place.residents[unit][3:5]
        for nth in range(4):
            draws = scribe.draws.of("visited", unit, nth)
            member = scribe.place.members[unit][draws.between(7, 24, "member")]
            first = scribe.serve(draws, member, one, unit)
            if first is None:
                continue
            second = Draft(
                member, other, scribe.order(), unit, first.category, first.start, first.end, first.officer,
                first.officer_device, None, 0, 0, other, scribe.place.phone.get(other),
            )  # fmt: skip
            scribe.enter(draws.of("second"), second)
            first.minutes = second.minutes = (first.end - first.start) // MINUTE // 2
            drafts += [first, second]
    return drafts


def _other(scribe: Scribe, member: str, unit: str, nth: int = 0) -> str:
    others = [one for one in scribe.place.residents[unit] if one != f"r-{member}"]
    return others[scribe.draws.between(0, len(others) - 1, "other", member, nth)]
