"""What underwriters decide about one requested guarantee."""

from surety.domain.products import LabelledEnum


class DecisionKind(LabelledEnum):
    """An act of underwriting; a decline is proposed by one person and confirmed by another."""

    APPROVED = "approved", "承認"
    REOPENED = "reopened", "審査のやり直し"
    DECLINE_PROPOSED = "decline_proposed", "引受けのお断りの提案"
    DECLINE_WITHDRAWN = "decline_withdrawn", "お断りの提案の取消し"
    OVER_LINE_APPROVED = "over_line_approved", "与信枠を超える引受けの承認"
    DECLINED = "declined", "引受けのお断り"
