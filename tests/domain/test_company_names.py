import pytest

from surety.domain.company_names import company_core, company_keys
from surety.domain.text import search_key


@pytest.mark.parametrize(
    "name", ["〇〇建設株式会社", "〇〇建設㈱", "株式会社〇〇建設", "〇〇建設", "(株)〇〇 建設", "㈲〇〇建設"]
)
def test_one_company_is_found_under_every_writing(name: str):
    assert search_key(name) in company_keys("〇〇建設㈱")


def test_another_company_is_not():
    assert search_key("〇〇建設工業株式会社") not in company_keys("〇〇建設株式会社")


def test_a_name_that_is_only_a_company_form_has_no_keys():
    assert company_core("株式会社") == ""
    assert company_keys("株式会社") == ()
