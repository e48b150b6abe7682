"""The kinds of guarantee a list is made of: each product in each form is a list of its own."""

from dataclasses import dataclass
from itertools import product as pairs

from surety.domain.products import CertificateForm, LabelledEnum, Product


class Shelf(LabelledEnum):
    """The three tabs of 保証契約一覧, with the leaflet's words."""

    ELECTRONIC = "electronic", "電子保証（認証キー）"
    APPLIED = "applied", "保証申込"
    BID_BOND = "bid_bond", "契約保証予約（入札ボンド）"


@dataclass(frozen=True, slots=True)
class Kind:
    """One product in one form."""

    product: Product
    certificate_form: CertificateForm

    @property
    def sign(self) -> str:
        """Two letters for the search index: ae = advance payment, electronic."""
        return kind_sign(self.product, self.certificate_form)


_APPLIED = (Product.ADVANCE, Product.INTERIM, Product.PERFORMANCE)
_FORMS = (CertificateForm.ELECTRONIC, CertificateForm.PAPER)
_SHELVES = {
    Shelf.ELECTRONIC: tuple(Kind(product, CertificateForm.ELECTRONIC) for product in _APPLIED),
    Shelf.APPLIED: tuple(Kind(*pair) for pair in pairs(_APPLIED, _FORMS)),
    Shelf.BID_BOND: tuple(Kind(Product.BID_BOND, form) for form in _FORMS),
}


def kinds_on(shelf: Shelf, *, product: Product | None = None) -> tuple[Kind, ...]:
    """The kinds that a tab shows, narrowed to one product if one is asked for."""
    return tuple(kind for kind in _SHELVES[shelf] if product is None or kind.product is product)


def products_on(shelf: Shelf) -> tuple[Product, ...]:
    """The products one can ask for on a tab."""
    return tuple(dict.fromkeys(kind.product for kind in _SHELVES[shelf]))


def kind_sign(product: Product, certificate_form: CertificateForm) -> str:
    """The two letters by which the search index tells kinds apart."""
    return product.value[0] + certificate_form.value[0]
