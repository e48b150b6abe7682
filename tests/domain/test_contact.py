import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.domain import contact
from surety.domain.errors import Unreadable
from tests.worked_tables import pairs, value_or_words, worked_tables

*_, READ, REFUSED = worked_tables("keys-and-numbers.md")
READERS = {
    "postal code": contact.parse_postal_code,
    "phone": contact.parse_phone,
    "mail": contact.parse_mail_address,
    "corporate number": contact.parse_corporate_number,
    "permit number": contact.parse_permit_number,
}


@pytest.mark.parametrize("kind, typed, kept", pairs(READ))
def test_a_row_of_the_page_is_read(kind: str, typed: str, kept: str) -> None:
    assert READERS[kind](typed) == kept


@pytest.mark.parametrize("kind, typed, kept", pairs(READ))
def test_what_is_kept_reads_as_itself(kind: str, typed: str, kept: str) -> None:
    assert READERS[kind](kept) == kept


@pytest.mark.parametrize("kind, typed, answer", pairs(REFUSED))
def test_a_slip_is_told_in_the_words_of_the_page(kind: str, typed: str, answer: str) -> None:
    with pytest.raises(Unreadable) as refused:
        READERS[kind](typed)
    assert refused.value.message == answer


@pytest.mark.parametrize("kind", READERS)
@given(
    text=st.text(max_size=60) | st.text(st.sampled_from("0123456789-０ー()@.aｂ 第号知事〒T+"), max_size=30)
)
def test_any_text_is_read_or_kindly_refused(kind: str, text: str) -> None:
    answer = value_or_words(READERS[kind], text)
    assert isinstance(answer, str)
    assert answer.isprintable()


@pytest.mark.parametrize(
    "typed",
    [
        "a@b..jp",
        ".a@example.co.jp",
        "a.@example.co.jp",
        "a@-b.jp",
        "見本@example.co.jp",
        "a@example.co.jp\nBcc:x",
        '"a b"@x.jp',
        "a" * 65 + "@example.co.jp",
    ],
)
def test_a_mail_address_that_could_go_astray_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        contact.parse_mail_address(typed)


@given(st.integers(0, 47), st.integers(1, 999_999))
def test_a_permit_number_reads_back_with_and_without_its_hyphen(office: int, number: int) -> None:
    written = f"{office:02d}-{number:06d}"
    assert (
        contact.parse_permit_number(written)
        == contact.parse_permit_number(written.replace("-", ""))
        == written
    )
