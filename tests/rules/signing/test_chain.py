from teeka.rules.signing.chain import Link, trusted_keys
from teeka.rules.signing.keys import PrivateKey
from teeka.rules.signing.statements import key_statement

FIRST, SECOND, THIRD, THIEF = (PrivateKey(letter * 32) for letter in (b"1", b"2", b"3", b"x"))


def handed_on(
    before: PrivateKey, key: PrivateKey, at: str, *, is_lost: bool = False, by: PrivateKey | None = None
) -> Link:
    statement = key_statement(before=before.public.text, key=key.public.text, began_at=at, reason="yearly")
    signed_before = "" if is_lost else (by or before).sign(statement)
    return Link(before.public.text, key.public.text, at, "yearly", signed_before, key.sign(statement))


LINKS = (
    handed_on(FIRST, SECOND, "2026-01-01T00:00:00+00:00"),
    handed_on(SECOND, THIRD, "2027-01-01T00:00:00+00:00"),
)


def ends(own: PrivateKey, *links: Link) -> dict[str, str | None]:
    return {key_id: trusted.ended_at for key_id, trusted in trusted_keys(own.public, links).items()}


def test_who_trusts_any_key_of_the_chain_trusts_all_and_knows_when_each_ended() -> None:
    whole = {
        FIRST.public.key_id: "2026-01-01T00:00:00+00:00",
        SECOND.public.key_id: "2027-01-01T00:00:00+00:00",
        THIRD.public.key_id: None,
    }

    assert ends(FIRST, *LINKS) == ends(SECOND, *LINKS) == ends(THIRD, *reversed(LINKS)) == whole


def test_a_key_that_only_says_of_itself_that_it_follows_is_not_trusted() -> None:
    forged = handed_on(FIRST, THIEF, "2026-01-01T00:00:00+00:00", by=THIEF)

    assert ends(FIRST, forged) == {FIRST.public.key_id: None}


def test_what_a_stolen_old_key_hands_on_does_not_count_for_who_trusts_the_new_one() -> None:
    stolen = handed_on(FIRST, THIEF, "2028-01-01T00:00:00+00:00")

    assert THIEF.public.key_id not in ends(SECOND, *LINKS, stolen)
    assert THIEF.public.key_id not in ends(SECOND, stolen, *LINKS)


def test_a_link_whose_words_were_changed_proves_nothing() -> None:
    link = LINKS[0]
    moved = Link(link.before, link.key, "2030-01-01T00:00:00+00:00", *list_of(link)[3:])

    assert ends(FIRST, moved) == {FIRST.public.key_id: None}
    assert ends(SECOND, moved) == {SECOND.public.key_id: None}


def list_of(link: Link) -> list[str]:
    return [link.before, link.key, link.began_at, link.reason, link.signed_before, link.signed_itself]


def test_after_a_lost_key_the_new_one_vouches_for_it_and_not_the_other_way() -> None:
    link = handed_on(FIRST, SECOND, "2026-01-01T00:00:00+00:00", is_lost=True)

    assert set(ends(SECOND, link)) == {FIRST.public.key_id, SECOND.public.key_id}
    assert set(ends(FIRST, link)) == {FIRST.public.key_id}
