"""The whole story of the leaflet, told once into a database without people."""

from sqlalchemy import select

from surety import clock
from surety.demo import cast
from surety.demo.accounts import tell_account
from surety.demo.bid_bonds import reserve_bids
from surety.demo.cases import carry
from surety.demo.changes import tell_change
from surety.demo.charges import tell_charges
from surety.demo.companies import leave_registrations_waiting, open_companies
from surety.demo.credit import decide_lines
from surety.demo.endings import tell_endings
from surety.demo.guarantee_changes import change_guarantees
from surety.demo.interim import begin_interim
from surety.demo.people import Stage, engage_staff, invite_officer
from surety.demo.works import WORKS
from surety.domain.errors import RuleViolation
from surety.models import User
from surety.services.coverage_watch import walk_all
from surety.services.reference_data import load_reference_data
from surety.services.turnover import count_on


def tell_story(stage: Stage) -> bool:
    """Load branches, agencies, people, registrations and applications; False when they are there already.

    The caller commits: until then nothing has happened. Raises RuleViolation where this is no demo, and where
    real people are at work already.
    """
    if not stage.settings.is_demo:
        raise RuleViolation(
            "no_demo",
            "操作体験版ではないため、見本のデータは入れません（SURETY_DEMO=1 で起動した場合だけ使えます）",
        )
    load_reference_data(stage.session)
    names = set(stage.session.scalars(select(User.login_id)))
    if cast.HEAD.login_id in names:
        return False
    if names:
        raise RuleViolation("people", "すでに利用者が登録されているため、見本のデータは入れません")
    engage_staff(stage)
    invite_officer(stage)
    open_companies(stage)
    leave_registrations_waiting(stage)
    decide_lines(stage)
    for work in WORKS:
        carry(stage, work)
    tell_change(stage)
    change_guarantees(stage)
    begin_interim(stage)
    tell_account(stage)
    tell_charges(stage)
    reserve_bids(stage)
    tell_endings(stage)
    while count_on(stage.session):
        pass
    walk_all(stage.session, today=clock.today(), letterhead=stage.letterhead)
    return True
