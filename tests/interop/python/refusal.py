"""Why something is refused: the names of proofs and encodings are those of docs/protocol.md."""


class Refused(Exception):
    """A proof or an encoding that does not hold; its first argument is the reason's name."""

    @property
    def reason(self):
        return self.args[0]
