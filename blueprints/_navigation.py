"""The frame of every page: names, menu and footer for the person who is asking. It asks no database."""

from dataclasses import dataclass

from flask import current_app, g, request, url_for

from blueprints._help import BOND_PAGES, help_key
from surety.queries.sessions import IDLE_SECONDS
from surety.security.identity import Identity
from surety.security.permissions import Permission, Side


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu: its words, where it leads, which endpoints light it, and whose it is."""

    label: str
    endpoint: str
    lights: tuple[str, ...] = ()
    permission: Permission | None = None
    language: str = ""
    in_demo_only: bool = False


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry as one page shows it."""

    label: str
    url: str
    is_here: bool
    is_current: bool
    language: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a page."""

    guarantor_name: str
    service_name: str
    is_demo: bool
    organisation: str
    person: str
    home_url: str
    login_url: str
    login_aside_url: str
    back_in_url: str
    account_url: str
    logout_url: str
    menu: tuple[MenuItem, ...]
    footer: tuple[MenuItem, ...]
    idle_seconds: int
    tour_url: str
    help_url: str


# An entry whose endpoint does not exist is not shown. `lights` are endpoints or, with a dot at the end, blueprints.
MENUS: dict[Side | None, tuple[Entry, ...]] = {
    None: (
        Entry("トップ", "home.index"),
        Entry("電子保証のしくみ", "home.about"),
        Entry("対応発注者一覧", "agencies.directory", lights=("agencies.",)),
        Entry("ご利用申請", "registrations.start", lights=("registrations.",)),
        Entry("証書を確認する", "verification.form", lights=("verification.",)),
        Entry("ヘルプ", "help.index", lights=("help.",)),
    ),
    Side.CONTRACTOR: (
        Entry("ホーム", "home.dashboard", lights=("watch.",)),
        Entry(
            "保証を申し込む",
            "applications.index",
            lights=("applications.", "bid_bonds."),
            permission=Permission.CONTRACTOR_APPLY,
        ),
        Entry("手続状況", "applications.status", lights=("applications.detail", "changes.")),
        Entry("保証契約一覧", "guarantees.index", lights=("guarantees.", "works_contracts.")),
        Entry("保証料計算書一覧", "statements.index", lights=("statements.", "invoices.")),
        Entry("ダウンロード", "guarantees.download", lights=("guarantees.download_file",)),
        Entry("対応発注者一覧", "agencies.directory", lights=("agencies.",)),
        Entry("会社情報", "accounts.company", lights=("accounts.",)),
        Entry("ヘルプ", "help.index", lights=("help.",)),
    ),
    Side.STAFF: (
        Entry(
            "受付ボード",
            "desk.home",
            lights=(
                "desk.change_notices",
                "desk.charge",
                "desk.pay_charge",
                "desk.refund",
                "desk.refunds",
                "desk.record_refund",
                "desk.change_notice",
                "desk.finish_change_notice",
                "desk.changes",
                "desk.change",
                "desk.edit_change",
                "desk.confirm_change",
                "desk.return_change",
                "desk.decline_change",
                "desk.change_payment",
                "desk.issue_change",
                "desk.reopen_change",
                "desk.change_over_line",
                "desk.watch_tasks",
                "desk.watch_task",
                "desk.set_watch_task_aside",
                "desk.credit",
                "desk.contractor",
                "desk.propose_credit_line",
            ),
        ),
        Entry("保証申込", "desk.applications", lights=("desk.application", "desk.over_line")),
        Entry("入札ボンド", "desk.bid_bonds", lights=BOND_PAGES),
        Entry(
            "保証契約",
            "desk.guarantees",
            lights=(
                "desk.guarantee",
                "desk.works_contract",
                "desk.paper_delivery",
                "desk.download_file",
                "desk.compare",
            ),
        ),
        Entry("保証取扱高", "desk.statistics", lights=("desk.download_statistics",)),
        Entry(
            "利用申請",
            "desk.registrations",
            lights=(
                "desk.registration",
                "desk.new_registration",
                "desk.edit_registration",
                "desk.return_registration",
                "desk.refuse_registration_page",
                "desk.approve_registration_page",
            ),
        ),
        Entry("一括納付・入金", "billing.home", lights=("billing.",)),
        Entry("発注者", "rulebook.index", lights=("rulebook.", "agencies.")),
        Entry("料率", "tariffs.index", lights=("tariffs.",), permission=Permission.DESK_TARIFFS),
        Entry("メール", "desk.mails", permission=Permission.DESK_MAIL),
        Entry("操作の記録", "desk.audit", permission=Permission.DESK_AUDIT),
        Entry("利用者", "accounts.desk_users", lights=("accounts.",), permission=Permission.DESK_USERS),
        Entry("ヘルプ", "help.index", lights=("help.",)),
    ),
    Side.AGENCY: (
        Entry("証書を確認する", "verification.form", lights=("verification.",)),
        Entry("対応発注者一覧", "agencies.directory", lights=("agencies.",)),
        Entry("ヘルプ", "help.index", lights=("help.",)),
    ),
}
FOOTER = (
    Entry("よくある質問", "home.faq"),
    Entry("お問い合わせ", "home.contact"),
    Entry("利用規約", "home.terms"),
    Entry("データの取扱い", "home.privacy"),
    Entry("アクセシビリティ方針", "home.accessibility"),
    Entry("練習用のメール", "mailbox.index", in_demo_only=True),
)
# Where the brand leads: the first endpoint that exists.
HOMES: dict[Side | None, tuple[str, ...]] = {
    None: ("home.index",),
    Side.CONTRACTOR: ("home.dashboard", "home.index"),
    Side.STAFF: ("desk.home", "home.index"),
    Side.AGENCY: ("verification.form", "home.index"),
}
_VIEWER_BLUEPRINTS = frozenset({"verification", "agencies"})
_KEPT = "surety.frame"


def frame() -> Frame:
    """The frame of the page being drawn. Needs a request; works for visitors and on error pages too."""
    # Layout and components ask several times; the environ lives exactly as long as the request.
    if _KEPT not in request.environ:
        request.environ[_KEPT] = _make_frame()
    kept: Frame = request.environ[_KEPT]
    return kept


def _make_frame() -> Frame:
    settings = current_app.config["SETTINGS"]
    identity: Identity | None = g.get("identity")
    side = identity.side if identity else None
    is_viewer = side is Side.AGENCY or (side is None and request.blueprint in _VIEWER_BLUEPRINTS)
    return Frame(
        guarantor_name=settings.guarantor.name,
        service_name=settings.guarantor.viewer_name if is_viewer else settings.guarantor.desk_name,
        is_demo=settings.is_demo,
        organisation=_polite(identity),
        person=identity.name if identity else "",
        home_url=home_url(side),
        login_url=_url("accounts.login"),
        login_aside_url=_url("accounts.login", next=_url("accounts.back_in")),
        back_in_url=_url("accounts.back_in"),
        account_url=_url("accounts.own"),
        logout_url=_url("accounts.logout"),
        # Until the login is whole, every entry would only lead back to the step that is due.
        menu=() if identity and identity.next_setup else _items(MENUS[side], identity),
        footer=_items(FOOTER, identity),
        idle_seconds=IDLE_SECONDS,
        tour_url=_url("home.tour"),
        help_url=_help_url(),
    )


def home_url(side: Side | None) -> str:
    """Where a person of this side begins; None for visitors."""
    return next(filter(None, map(_url, HOMES[side])), "/")


def _help_url() -> str:
    """How to use the page being drawn."""
    key = help_key(request.endpoint)
    return _url("help.page", page=key) if key else ""


def _polite(identity: Identity | None) -> str:
    """Customers are 様, the guarantor's own people are not."""
    if identity is None:
        return ""
    return identity.organisation if identity.side is Side.STAFF else f"{identity.organisation} 様"


def _items(entries: tuple[Entry, ...], identity: Identity | None) -> tuple[MenuItem, ...]:
    shown = [
        entry
        for entry in entries
        if _url(entry.endpoint)
        and (not entry.in_demo_only or current_app.config["SETTINGS"].is_demo)
        and (entry.permission is None or (identity and identity.may(entry.permission)))
    ]
    # The entry that names this very endpoint wins over one that only claims its blueprint.
    here = request.endpoint or ""
    exact = next((entry for entry in shown if here in (entry.endpoint, *entry.lights)), None)
    current = exact or next((entry for entry in shown if f"{request.blueprint}." in entry.lights), None)
    return tuple(
        MenuItem(
            label=entry.label,
            url=_url(entry.endpoint),
            is_here=entry.endpoint == here,
            is_current=entry is current,
            language=entry.language,
        )
        for entry in shown
    )


def _url(endpoint: str, **values: str) -> str:
    """The endpoint's address, or nothing where this deployment does not have it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
