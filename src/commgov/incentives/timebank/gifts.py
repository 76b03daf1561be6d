"""Minutes given to relatives: with the donor's consent, within the register of relations, never in a circle."""

from datetime import timedelta

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.ledger.accounts import AMOUNT_MAX
from commgov.incentives.ledger.commands import Transfer
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.answers import No, first_of, unless
from commgov.incentives.timebank.consent import consent_no, consent_note
from commgov.incentives.timebank.history import Gift, History
from commgov.incentives.timebank.kinship import KINSHIP_WORDS, kinships
from commgov.incentives.timebank.limits import NOT_ENOUGH, over, used
from commgov.incentives.timebank.office import Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.rules import BankRules

_NOT_RELATED = Text("they are not registered as relatives on this day", "当日未登记亲属关系")
_NOT_TO = Text("gifts to this kin are not allowed: {kin}", "不可赠与此类亲属：{kin}")
_CIRCLE = Text(
    "minutes from the recipient came to the donor within {days} days, directly or through others",
    "{days}天内受赠人的时长曾直接或经他人转到赠与人",
)
_FULL = Text("the recipient has room for {room} minutes only", "受赠人账户仅可再存{room}分钟")
_NO_ACCOUNT = Text("the recipient has no account", "受赠人尚未开户")


class Gifts:
    """The counter at which minutes are given to relatives.

    Example:
        >>> from commgov.incentives import Ledger, TimeBank
        >>> bank = TimeBank("b", Ledger())
        >>> print(bank.gifts.give("g-1", "m-1", "m-2", 60, by="m-1").reasons[0])
        they are not registered as relatives on this day
    """

    def __init__(self, office: Office, rules: BankRules) -> None:
        """Stand at the counter of an office."""
        self._office, self._rules = office, rules

    def give(
        self,
        key: str,
        donor: PersonRef,
        recipient: PersonRef,
        minutes: int,
        *,
        by: PersonRef,
        consent: str | None = None,
    ) -> Gift | No:
        """Give minutes to a relative; they keep the days on which they run out.

        Args:
            key: chosen once for each gift.
            donor: who gives.
            recipient: who gets.
            minutes: how many.
            by: who enters it.
            consent: the donor's signed consent, as a reference of at most 30 characters without a slash; needed if
                somebody else enters it.

        Raises:
            InvalidInputError: naming all that is wrong with the request.
            ConflictError: if the key stands for another request already.
        """
        checks = Checks("give")
        checks.identifier("donor", donor)
        checks.identifier("recipient", recipient)
        checks.whole("minutes", minutes, least=1, most=AMOUNT_MAX)
        other = Text("another person than the donor", "应与赠与人不同")
        checks.require("recipient", "", ok=donor != recipient, expected=other)
        note = consent_note(checks, consent)
        checks.refuse()
        giver, getter = accounts.member(donor), accounts.member(recipient)

        def build(history: History) -> Built:
            no = first_of(
                [
                    consent_no(donor, by, consent),
                    self._related(donor, recipient),
                    self._within_limits(history, donor, minutes),
                    self._no_circle(history, donor, recipient),
                    self._fits(donor, recipient, minutes),
                ]
            )
            return Deed([Part(Transfer(giver, getter, minutes))], note) if no is None else no

        done = self._office.once(Intention("gift", key, by, (donor, recipient, minutes, note)), build, decides=True)
        if isinstance(done, No):
            return done
        entry = self._office.entries(done)[-1]
        return Gift(donor, recipient, minutes, entry.moment)

    def _related(self, donor: PersonRef, recipient: PersonRef) -> No | None:
        kin = kinships(self._rules.relations, donor, recipient, self._office.today())
        if not kin:
            return No((_NOT_RELATED,))
        words = Text(", ", "、").join(KINSHIP_WORDS[each] for each in sorted(kin))
        return unless((bool(kin & self._rules.gifts.kinships), _NOT_TO.fill(kin=words)))

    def _within_limits(self, history: History, donor: PersonRef, minutes: int) -> No | None:
        limit = self._rules.gifts.limit
        if limit is None:
            return None
        given = ((gift.at, gift.minutes) for gift in history.gifts.values() if gift.donor == donor)
        return over(limit, used(self._office, limit, given), minutes)

    def _no_circle(self, history: History, donor: PersonRef, recipient: PersonRef) -> No | None:
        """Whether the recipient's own gifts came to the donor lately, on any way."""
        days = self._rules.gifts.no_return_days
        since = self._office.now() - timedelta(days=days)
        to: dict[PersonRef, set[PersonRef]] = {}
        for gift in history.gifts.values():
            if gift.at > since:
                to.setdefault(gift.donor, set()).add(gift.recipient)
        reached, ahead = set[PersonRef](), [recipient]
        while ahead:
            person = ahead.pop()
            fresh = to.get(person, set()) - reached
            reached |= fresh
            ahead += fresh
        return unless((donor not in reached, _CIRCLE.fill(days=days)))

    def _fits(self, donor: PersonRef, recipient: PersonRef, minutes: int) -> No | None:
        has = self._office.available(accounts.member(donor))
        getter = self._office.standing(accounts.member(recipient))
        if getter is None:
            return No((_NO_ACCOUNT,))
        ceiling = getter.account.ceiling
        room = minutes if ceiling is None else max(0, ceiling - getter.posted)
        return unless(
            (minutes <= has, NOT_ENOUGH.fill(available=has, wanted=minutes)), (minutes <= room, _FULL.fill(room=room))
        )
