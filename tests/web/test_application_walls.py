"""Papers of a 保証申込, and who may see and touch it."""

import io
import re

import pytest

from surety.models import Application
from surety.security.permissions import Role
from tests.draft_cases import LEAFLET, make_draft, send
from tests.factories import make_contractor, make_user
from tests.web.application_pages import fields, page_path, press


@pytest.fixture
def user(app):
    return make_user(Role.CONTRACTOR_MEMBER, contractor=make_contractor())


@pytest.fixture
def browser(client, user):
    client.sign_in(user)
    return client


def upload(browser, draft: Application, *files: tuple[bytes, str], action: str = "attach"):
    shown = fields(browser.get(page_path(draft)).text)
    data = {
        **shown,
        "action": action,
        "contract_copy": [(io.BytesIO(content), name) for content, name in files],
    }
    return browser.post(page_path(draft), data=data, content_type="multipart/form-data")


def test_a_good_file_stays_when_another_one_is_refused(browser, user):
    draft = make_draft(user)
    answer = upload(browser, draft, (b"%PDF-1.4 x", "契約書.pdf"), (b"GIF89a", "写真.gif"))
    assert answer.status_code == 422
    assert "「写真.gif」は添付できる種類ではありません" in answer.text
    page = browser.get(page_path(draft)).text
    assert "契約書.pdf" in page
    assert "写真.gif" not in page


def test_an_attached_file_is_downloaded_as_it_was_and_never_shown_inside_the_service(browser, user):
    draft = make_draft(user)
    assert upload(browser, draft, (b"%PDF-1.4 x", "契約書.pdf"), action="next").status_code == 303
    address = re.search(r"/applications/\d+/attachments/\d+", browser.get(page_path(draft)).text).group()
    got = browser.get(address)
    assert got.data == b"%PDF-1.4 x"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    number = address.rsplit("/", 1)[1]
    press(browser, draft, "works", f"remove:{number}")
    assert browser.get(address).status_code == 404


def test_removing_what_is_not_there_is_a_404(browser, user):
    draft = make_draft(user)
    for number in ("999", "-1", "一", "9" * 30):
        assert press(browser, draft, "works", f"remove:{number}").status_code == 404


# ---------------------------------------------------------------- walls


ADDRESSES = [
    "",
    "/works",
    "/guarantees",
    "/other",
    "/confirm",
    "/sent",
    "/withdraw",
    "/discard",
    "/agencies",
    "/attachments/1",
]
WRITES = ["/works", "/works/autosave", "/send", "/copy", "/withdraw", "/recalculate", "/discard", "/restore"]


def test_other_company_gets_404(client, user):
    draft = make_draft(user)
    client.sign_in(make_user(Role.CONTRACTOR_ADMIN, contractor=make_contractor("△△建設株式会社")))
    for address in ADDRESSES:
        assert client.get(f"/applications/{draft.id}{address}").status_code == 404, address
    for address in WRITES:
        answer = client.fragment(
            f"/applications/{draft.id}{address}", method="POST", headers={"HX-Trigger-Name": "price"}
        )
        assert answer.status_code == 404, address
    assert LEAFLET["work_name"] not in client.get("/applications").text
    assert LEAFLET["work_name"] not in client.get("/applications/status").text


def test_a_viewer_reads_and_never_writes(client, user):
    sent = send(make_draft(user), user)
    client.sign_in(make_user(Role.CONTRACTOR_VIEWER, contractor=user.contractor))
    for address in (
        "/applications",
        "/applications/status",
        f"/applications/{sent.id}",
        f"/applications/{sent.id}/sent",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "取り下げる" not in page.text
        assert "複写して申し込む" not in page.text
    assert client.get(page_path(sent)).status_code == 403
    assert client.post("/applications").status_code == 403
    assert client.post(f"/applications/{sent.id}/copy").status_code == 403
