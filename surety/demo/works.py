"""The works contracts the demo's companies apply for, and the station each application has come to."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from surety.demo import cast
from surety.domain.products import CertificateForm, WorkKind


class Station(Enum):
    """How far an application is; each state the contractor can see in 手続状況."""

    DRAFT = auto()
    DISCARDED = auto()
    SENT = auto()
    RECEIVED = auto()
    UNDER_REVIEW = auto()
    RETURNED = auto()
    DECLINED = auto()
    WITHDRAWN = auto()
    PREMIUM_DUE = auto()
    SETTLED = auto()
    ISSUED = auto()
    HANDED_OVER = auto()
    OPENED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One works contract: whole yen, the days since it was signed, and which guarantees are asked for (0 = none).

    `year_amounts` are the 出来高予定額 of its fiscal years, `partners` the other members of its JV (name, address, share).
    """

    station: Station
    name: str
    number: str
    place: str = "平川市〇〇地内"
    price: int
    advance: int
    performance: int = 0
    signed_days_ago: int = 3
    days: int = 120
    kind: WorkKind = WorkKind.WORKS
    form: CertificateForm = CertificateForm.ELECTRONIC
    login: cast.Login = cast.MEMBER
    year_amounts: tuple[int, ...] = ()
    joint_venture: str = ""
    own_share: Decimal = Decimal(100)
    partners: tuple[tuple[str, str, Decimal], ...] = ()


S = Station
WORKS = (
    # The leaflet's own figures: 40.0 % and 10.0 %.
    Work(
        station=S.OPENED, name="市道〇〇線道路改良工事", number="第0001号",
        price=50_000_000, advance=20_000_000, performance=5_000_000, signed_days_ago=9,
    ),
    Work(
        station=S.HANDED_OVER, name="〇〇地区排水路整備工事", number="第0002号",
        price=32_000_000, advance=12_800_000, performance=3_200_000, signed_days_ago=7,
    ),
    Work(
        station=S.ISSUED, name="〇〇小学校屋根改修工事", number="第0003号",
        price=18_500_000, advance=7_400_000, signed_days_ago=5, days=100,
    ),
    Work(
        station=S.ISSUED, name="〇〇公園園路整備工事", number="第0004号", form=CertificateForm.PAPER,
        price=9_800_000, advance=3_900_000, signed_days_ago=6, days=80,
    ),
    # Three fiscal years and two companies: the next year's advance payment is applied for from its page.
    Work(
        station=S.HANDED_OVER, name="〇〇川水門改築工事", number="第0016号", signed_days_ago=8,
        price=100_000_000, advance=12_000_000, performance=10_000_000,
        year_amounts=(30_000_000, 40_000_000, 30_000_000),
        joint_venture="〇〇・△△特定建設工事共同企業体", own_share=Decimal(60),
        partners=((cast.SECOND_COMPANY, "青森県〇〇市△△町0丁目0番0号", Decimal(40)),),
    ),
    Work(
        station=S.ISSUED, name="〇〇橋詳細設計業務委託", number="第0017号", kind=WorkKind.SERVICES,
        price=9_000_000, advance=2_700_000, performance=900_000, signed_days_ago=5, days=100,
    ),
    Work(
        station=S.SETTLED, name="〇〇橋補修工事", number="第0005号",
        price=27_000_000, advance=10_800_000, performance=2_700_000,
    ),
    Work(
        station=S.SETTLED, name="市道〇〇線測量設計業務委託", number="第0006号", kind=WorkKind.SERVICES,
        price=12_000_000, advance=3_600_000, login=cast.SECOND_ADMIN,
    ),
    Work(
        station=S.PREMIUM_DUE, name="〇〇地区配水管布設替工事", number="第0007号",
        price=22_000_000, advance=8_800_000, login=cast.SECOND_ADMIN,
    ),
    Work(
        station=S.DECLINED, name="〇〇集会所改修工事", number="第0008号",
        price=6_500_000, advance=2_600_000, login=cast.SECOND_ADMIN,
    ),
    Work(
        station=S.WITHDRAWN, name="〇〇市営住宅外壁改修工事", number="第0009号",
        price=14_000_000, advance=5_600_000,
    ),
    Work(
        station=S.RETURNED, name="〇〇川護岸補修工事", number="第0010号",
        price=41_000_000, advance=16_400_000, performance=4_100_000, signed_days_ago=2,
    ),
    Work(
        station=S.UNDER_REVIEW, name="市道△△線舗装補修工事", number="第0011号",
        price=15_000_000, advance=6_000_000, performance=1_500_000, signed_days_ago=2,
    ),
    Work(
        station=S.RECEIVED, name="〇〇地区消融雪溝整備工事", number="第0012号",
        price=36_000_000, advance=14_400_000, signed_days_ago=1,
    ),
    Work(
        station=S.SENT, name="〇〇保育所改築工事", number="第0013号",
        price=64_000_000, advance=25_600_000, performance=6_400_000, signed_days_ago=1,
    ),
    Work(
        station=S.DRAFT, name="〇〇体育館床改修工事", number="第0014号",
        price=11_000_000, advance=4_400_000, signed_days_ago=0,
    ),
    Work(
        station=S.DISCARDED, name="〇〇分団屯所外構工事", number="第0015号",
        price=4_200_000, advance=1_680_000, signed_days_ago=1,
    ),
    # Long under way: one ends soon, of the other half the 工期 has just passed.
    Work(
        station=S.ISSUED, name="〇〇橋耐震補強工事", number="第0016号", form=CertificateForm.PAPER,
        price=28_000_000, advance=11_200_000, performance=2_800_000, signed_days_ago=100, days=118,
    ),
    Work(
        station=S.ISSUED, name="〇〇排水機場改修工事", number="第0017号", form=CertificateForm.PAPER,
        price=46_000_000, advance=18_400_000, signed_days_ago=62, days=120,
    ),
    # Half of its 工期 has passed: an interim payment can be asked for (surety/demo/interim.py).
    Work(
        station=S.HANDED_OVER, name="〇〇地区農業用水路改修工事", number="第0018号",
        price=30_000_000, advance=12_000_000, signed_days_ago=75,
    ),
)  # fmt: skip
