"""What the branch asks to mend, in the order of the form."""

from surety.domain.application_comments import asked_fields
from surety.domain.application_fields import Section
from surety.domain.products import WorkKind


def test_requests_stand_in_the_order_of_the_form_and_name_their_page():
    comments = {
        "": "お急ぎください。",
        "message": "x",
        "advance_deposit_bank": "x",
        "contract_copy": "x",
        "price": "x",
    }
    assert [(one.field, one.label, one.section) for one in asked_fields(comments)] == [
        ("price", "請負金額", Section.WORKS),
        ("contract_copy", "請負契約書などの写し", Section.WORKS),
        ("advance_deposit_bank", "預託金融機関", Section.GUARANTEES),
        ("message", "お客様から弊社への連絡事項", Section.OTHER),
    ]


def test_requests_speak_the_words_of_services():
    assert [one.label for one in asked_fields({"price": "x"}, work_kind=WorkKind.SERVICES)] == ["業務委託料"]


def test_a_request_for_the_whole_belongs_to_no_field():
    assert asked_fields({"": "お急ぎください。"}) == ()
