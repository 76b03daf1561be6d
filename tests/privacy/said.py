"""What answers say, as tests read it."""


def english(reasons) -> list[str]:
    return [reason.en for reason in reasons]
