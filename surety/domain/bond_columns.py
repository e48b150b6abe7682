"""The columns of the file of bid bonds, in their order (docs/rules/bid-bonds.md)."""

from surety.domain.downloads import CellKind, Column

BOND_COLUMNS = (
    Column("予約番号", CellKind.TEXT, 16, "予約ごとの番号"),
    Column(
        "状況", CellKind.TEXT, 16, "発行済み、落札、不落札、契約保証へ移行、満了。ファイルを作った時のもの"
    ),
    Column("発行日", CellKind.DAY, 12, "予約証書を発行した日"),
    Column("有効期限", CellKind.DAY, 12, "予約の最後の日"),
    Column("契約者", CellKind.TEXT, 28, "予約者の名称"),
    Column("発注者", CellKind.TEXT, 22, "発注者の名称"),
    Column("種類", CellKind.TEXT, 10, "工事または業務委託"),
    Column("案件名", CellKind.TEXT, 44, "お申込みの案件名"),
    Column("案件番号", CellKind.TEXT, 15, "お申込みの案件番号。ないときは空欄"),
    Column("入札日", CellKind.DAY, 12, "入札書を開札する日"),
    Column("入札予定金額", CellKind.YEN, 17, "お申込みのときの入札予定金額（税込）"),
    Column("契約保証割合", CellKind.TEXT, 12, "10%または30%"),
    Column("予約金額", CellKind.YEN, 17, "契約保証をお引き受けする上限の金額"),
    Column("JV名", CellKind.TEXT, 24, "共同企業体の名称。ないときは空欄"),
    Column("通知書番号", CellKind.TEXT, 18, "予約手数料通知書の番号"),
    Column("予約手数料", CellKind.YEN, 14, "消費税を含まない金額"),
    Column("消費税", CellKind.YEN, 12, "予約手数料にかかる消費税"),
    Column("お支払額", CellKind.YEN, 14, "予約手数料と消費税の合計"),
    Column("税区分", CellKind.TEXT, 10, "予約手数料は課税"),
    Column("落札日", CellKind.DAY, 12, "記録した落札日。ないときは空欄"),
    Column("落札金額", CellKind.YEN, 17, "記録した落札金額。ないときは空欄"),
    Column("受付番号", CellKind.TEXT, 17, "予約申込の受付番号"),
    Column("移行した保証契約番号", CellKind.TEXT, 30, "この予約から申し込んだ保証の番号。ないときは空欄"),
    Column("取扱店", CellKind.TEXT, 14, "取り扱った営業部・支店"),
)
