"""The tour of all pages: addresses by the person who opens them."""

from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import select

from surety.demo import cast
from surety.domain.products import Product
from surety.extensions import db
from surety.models import Guarantee


@dataclass
class Tour:
    """Addresses by the person who opens them; None = nobody in particular."""

    app: Flask
    stops: dict[cast.Login | None, list[str]] = field(default_factory=dict)
    endpoints: set[str] = field(default_factory=set)

    def add(self, login: cast.Login | None, endpoint: str, **values: object) -> None:
        """One more page."""
        self.endpoints.add(endpoint)
        # No request context: its end would end the database session, and with it what is not committed yet.
        address = self.app.url_map.bind("localhost").build(endpoint, values)
        self.stops.setdefault(login, []).append(address)


def lent_guarantee() -> Guarantee:
    """An electronic guarantee in force on which the tour begins something; no journey changes or ends this one."""
    found = select(Guarantee).where(
        Guarantee.work_name == "〇〇小学校屋根改修工事", Guarantee.product == Product.ADVANCE
    )
    return db.session.scalars(found).one()
