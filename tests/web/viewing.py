"""Trying number and key at the viewer's door, and what came of it."""

from sqlalchemy import select
from werkzeug.test import TestResponse

from surety.domain.keys import format_key, make_key
from surety.extensions import db
from surety.models import CertificateOpening, Guarantee
from surety.services.issuing import open_key
from tests.client import SuretyClient
from tests.guarantee_factories import make_issuer

WRONG_KEY = make_key(lambda signs: signs[7])


def key_of(guarantee: Guarantee) -> str:
    return format_key(open_key(guarantee, vault=make_issuer().vault))


def try_pair(client: SuretyClient, number: str, key: str, *, address: str = "192.0.2.1") -> TestResponse:
    return client.post(
        "/verify", data={"number": number, "key": key}, environ_overrides={"REMOTE_ADDR": address}
    )


def openings() -> list[CertificateOpening]:
    return list(db.session.scalars(select(CertificateOpening).order_by(CertificateOpening.id)))
