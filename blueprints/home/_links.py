"""Pages by the words in which texts name them."""

from flask import current_app, url_for

PAGES = {
    "電子保証のしくみ": "home.about",
    "よくある質問": "home.faq",
    "お問い合わせ": "home.contact",
    "対応発注者一覧": "agencies.directory",
    "ご利用申請": "registrations.start",
    "申請状況の照会": "registrations.status",
    "ログイン": "accounts.login",
    "証書を確認する": "verification.form",
}


def page_links() -> dict[str, str]:
    """The address of every page this deployment has, by its words."""
    return {
        words: url_for(endpoint)
        for words, endpoint in PAGES.items()
        if endpoint in current_app.view_functions
    }
