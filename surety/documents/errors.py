"""Why a document could not be made. A document is right or it is not made: there is no third way."""


class UnprintableDocument(Exception):
    """The document cannot be printed faithfully.

    `signs` are the characters no shipped font has (empty for another reason); `message` is a Japanese sentence for the person.
    """

    def __init__(self, message: str, *, signs: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.signs = signs


class DocumentTooLong(UnprintableDocument):
    """The content does not fit its one page even in the smallest type that is still readable."""
