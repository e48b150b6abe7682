import pytest
from werkzeug.datastructures import MultiDict

from forms.base import BaseForm, FieldError
from forms.choices import ChoiceField, ChoicesField, SelectBoxField, TickField
from forms.validators import Required
from surety.domain.products import CertificateForm, Product

BRANCHES = [("041", "青森支店"), ("042", "見本支店")]


class PickForm(BaseForm):
    certificate = ChoiceField("保証証書の形式", [Required()], options=CertificateForm)
    branch = SelectBoxField("支店", [Required()])
    products = ChoicesField("申し込む保証", [Required()], options=[Product.ADVANCE, Product.INTERIM])
    agreed = TickField("利用規約に同意する", [Required()])


def fill(*typed: tuple[str, str]) -> PickForm:
    form = PickForm(MultiDict(typed))
    form.branch.offer(BRANCHES)
    return form


GOOD = (("certificate", "electronic"), ("branch", "042"), ("products", "interim"), ("agreed", "y"))


def test_choices_become_members_of_the_domain() -> None:
    form = fill(*GOOD, ("products", "advance"), ("products", "advance"))
    assert form.validate()
    assert form.data == {
        "certificate": CertificateForm.ELECTRONIC,
        "branch": "042",
        "products": [Product.INTERIM, Product.ADVANCE],
        "agreed": True,
    }
    assert (form.certificate.chosen_label, form.branch.chosen_label) == (
        "電子保証（認証キーを含む）",
        "見本支店",
    )


@pytest.mark.parametrize(
    "typed", [(), (("certificate", ""), ("branch", ""), ("products", ""), ("agreed", ""))]
)
def test_nothing_chosen_is_asked_for_kindly(typed: tuple[tuple[str, str], ...]) -> None:
    form = fill(*typed)
    assert not form.validate()
    assert form.errors_in_order() == [
        FieldError("f-certificate-0", "保証証書の形式を選んでください"),
        FieldError("f-branch", "支店を選んでください"),
        FieldError("f-products-0", "申し込む保証を選んでください"),
        FieldError("f-agreed", "「利用規約に同意する」にチェックを入れてください"),
    ]


@pytest.mark.parametrize(
    "field, value",
    [
        ("certificate", "%(value)s"),
        ("branch", "999"),
        ("products", "bid_bond"),
        ("branch", "\x00"),
        ("products", "x" * 9999),
    ],
)
def test_what_is_not_on_offer_is_never_taken(field: str, value: str) -> None:
    form = fill(*[pair for pair in GOOD if pair[0] != field], (field, value))
    assert not form.validate()
    assert not form[field].data
    assert [error.anchor for error in form.errors_in_order()] == [
        "f-branch" if field == "branch" else f"f-{field}-0"
    ]


def test_a_value_of_an_object_is_chosen_when_the_page_opens() -> None:
    form = PickForm(
        data={"certificate": CertificateForm.PAPER, "branch": "041", "products": [Product.ADVANCE]}
    )
    form.branch.offer(BRANCHES)
    assert 'checked id="f-certificate-1"' in form.certificate()
    assert '<option selected value="041">' in form.branch()
    assert 'checked id="f-products-0"' in form.products()


def test_the_drop_down_begins_with_an_invitation() -> None:
    assert '<option selected value="">選んでください</option>' in fill().branch()


def test_no_single_box_of_a_group_is_required_by_the_browser() -> None:
    assert "required" not in fill().products()
