"""The kinds of public bodies that are beneficiaries."""

from surety.domain.products import LabelledEnum


class AgencyKind(LabelledEnum):
    """発注者の区分, in the order of a directory and of published statistics (docs/rules/statistics.md)."""

    STATE = "state", "国"
    INCORPORATED = "incorporated", "独立行政法人等"
    PREFECTURE = "prefecture", "都道府県"
    MUNICIPALITY = "municipality", "市区町村"
    LOCAL_CORPORATION = "local_corporation", "地方公社"
    OTHER = "other", "組合・その他"
