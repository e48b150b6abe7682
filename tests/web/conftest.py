"""A company and a browser of its 担当者, as most pages of contractors want them."""

import pytest
from flask import Flask

from surety.models import Contractor
from surety.security.permissions import Role
from tests.client import SuretyClient
from tests.factories import make_contractor, make_user


@pytest.fixture
def contractor(app: Flask) -> Contractor:
    return make_contractor()


@pytest.fixture
def member(client: SuretyClient, contractor: Contractor) -> SuretyClient:
    """A browser of the company's 担当者."""
    client.sign_in(make_user(Role.CONTRACTOR_MEMBER, contractor=contractor))
    return client
