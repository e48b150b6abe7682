"""Recognising one company behind ㈱, 株式会社 in front or behind, or no company form at all."""

from surety.domain.text import search_key

_FORMS = ("株式会社", "有限会社", "合同会社", "合資会社", "合名会社")


def company_core(name: str) -> str:
    """The search key of a company's name without its company form."""
    key = search_key(name)
    for form in map(search_key, _FORMS):
        key = key.removeprefix(form).removesuffix(form)
    return key


def company_keys(name: str) -> tuple[str, ...]:
    """Every search key under which the same company may have been stored; empty for a name without a core."""
    core = company_core(name)
    if not core:
        return ()
    forms = [search_key(form) for form in _FORMS]
    return (core, *(form + core for form in forms), *(core + form for form in forms))
