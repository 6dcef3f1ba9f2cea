"""Why something is refused: the names are those of commitments/README.md, section Encodings."""


class Refused(Exception):
    """A proof or an encoding that does not hold; its one argument is the reason's name."""

    @property
    def reason(self):
        return self.args[0]
