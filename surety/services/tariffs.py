"""料率 by four eyes: one person of the head office brings a version in, another one confirms it against the 約款."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from surety import audit, clock
from surety.domain.errors import Denied, RuleViolation, Stale
from surety.domain.row_codec import to_row
from surety.domain.tariff import Tariff
from surety.domain.tariff_versions import check_code, close_before, find_predecessor
from surety.ingest.tariff_csv import draw_csv
from surety.ingest.tariff_download import draw_tariff
from surety.ingest.tariff_plan import blank_tables, tables_of
from surety.models import TariffProposal, TariffVersion, User
from surety.queries.tariffs import list_proposals, list_tariffs, lock_tariffs, proposed_tariff
from surety.security.identity import Actor
from surety.services.reference_data import move_rulebook


def propose_tariff(session: Session, tariff: Tariff, *, note: str, actor: Actor) -> TariffProposal:
    """Bring a version in; nothing is calculated by it before another person has confirmed it.

    The very same version brought in again while it waits is the proposal that is there. Raises RuleViolation for a code
    that is taken, for dates that overlap, or while another proposal waits.
    """
    if actor.user_id is None:
        raise ValueError("a person brings a tariff in")
    lock_tariffs(session)
    check_code(tariff.version)
    plain = replace(tariff, is_sample=False, verified_by=None, verified_on=None)
    body = to_row(plain)
    for waiting in list_proposals(session, only_open=True):
        if waiting.body == body and waiting.proposed_by_id == actor.user_id:
            return waiting
        raise RuleViolation(
            "tariff.waiting",
            f"「{waiting.name}」（{waiting.code}）が確認を待っています。先に、確認するか取りやめてください",
            field="version",
        )
    find_predecessor(list_tariffs(session), plain)
    proposal = TariffProposal(
        code=plain.version,
        name=plain.name,
        effective_from=plain.effective_from,
        body=body,
        note=note,
        proposed_by_id=actor.user_id,
        proposed_at=clock.now(),
        is_verified=False,
    )
    session.add(proposal)
    session.flush()
    _record(session, "tariff.proposed", proposal, actor=actor)
    return proposal


def verify_tariff(session: Session, proposal: TariffProposal, *, actor: Actor) -> Tariff:
    """Let the version hold from its first day; the open one before it ends on the day before.

    Nothing stated or issued changes. Raises Denied for the person who brought it in, Stale if it is decided already,
    RuleViolation if it no longer fits.
    """
    lock_tariffs(session)
    _refuse_decided(session, proposal)
    if actor.user_id is None or actor.user_id == proposal.proposed_by_id:
        raise Denied("same_person", "取り込んだ方とは別の本店管理者が確認してください")
    brought = proposed_tariff(proposal)
    before = find_predecessor(list_tariffs(session), brought)
    person = session.get_one(User, actor.user_id)
    tariff = replace(brought, verified_by=person.name, verified_on=clock.today())
    if before is not None:
        _close(session, close_before(before, tariff))
    session.add(_version(tariff))
    move_rulebook(session)
    _decide(session, proposal, is_verified=True, actor=actor)
    return tariff


def decline_tariff(session: Session, proposal: TariffProposal, *, actor: Actor) -> None:
    """取りやめ, by anybody of the head office. Raises Stale if it is decided already."""
    lock_tariffs(session)
    _refuse_decided(session, proposal)
    _decide(session, proposal, is_verified=False, actor=actor)


def draw_version(tariff: Tariff | None, *, file_format: str) -> bytes:
    """A version as xlsx or csv; without one, the form to fill in."""
    tables = blank_tables() if tariff is None else tables_of(tariff)
    return draw_csv(tables) if file_format == "csv" else draw_tariff(tables)


def _close(session: Session, tariff: Tariff) -> None:
    row = session.scalars(select(TariffVersion).where(TariffVersion.code == tariff.version)).one()
    row.effective_to, row.body = tariff.effective_to, to_row(tariff)


def _version(tariff: Tariff) -> TariffVersion:
    return TariffVersion(
        code=tariff.version,
        name=tariff.name,
        effective_from=tariff.effective_from,
        effective_to=tariff.effective_to,
        body=to_row(tariff),
        source=tariff.source,
        verified_by=tariff.verified_by or "",
        verified_on=tariff.verified_on,
    )


def _refuse_decided(session: Session, proposal: TariffProposal) -> None:
    session.refresh(proposal, ["decided_at", "is_verified"])
    if proposal.decided_at is not None:
        what = "確認されています" if proposal.is_verified else "取りやめになっています"
        raise Stale("decided", f"この版は、すでに{what}")


def _decide(session: Session, proposal: TariffProposal, *, is_verified: bool, actor: Actor) -> None:
    proposal.decided_by_id, proposal.decided_at = actor.user_id, clock.now()
    proposal.is_verified = is_verified
    session.flush()
    _record(session, "tariff.verified" if is_verified else "tariff.declined", proposal, actor=actor)


def _record(session: Session, action: str, proposal: TariffProposal, *, actor: Actor) -> None:
    audit.record(
        session,
        action,
        actor=actor,
        object_kind="tariff_proposal",
        object_id=proposal.id,
        facts={"code": proposal.code},
    )
