"""操作体験版: the leaflet's story as data, told through the real services so that numbers, mails and records are real."""
