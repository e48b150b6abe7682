"""How numbers in addresses become numbers of rows."""

from werkzeug.routing import IntegerConverter, Map

BIGGEST_ROW_NUMBER = 2**63 - 1


def row_number(text: str) -> int:
    """The number of a row in a question (`?before=`), for `args.get(…, type=row_number)`. Raises ValueError."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(BIGGEST_ROW_NUMBER)):
        raise ValueError(text)
    return min(int(text), BIGGEST_ROW_NUMBER)


class RowNumberConverter(IntegerConverter):
    """`<int:…>`: a number that a database can hold; a bigger one is no address of ours (404), never a failure."""

    def __init__(
        self,
        map: Map,  # noqa: A002 - werkzeug's name
        fixed_digits: int = 0,
        min: int | None = None,  # noqa: A002 - werkzeug's name
        max: int | None = BIGGEST_ROW_NUMBER,  # noqa: A002 - werkzeug's name
        signed: bool = False,  # noqa: FBT001, FBT002 - werkzeug's signature
    ) -> None:
        super().__init__(map, fixed_digits=fixed_digits, min=min, max=max, signed=signed)
