"""The errors a user can meet. Each message says where, what is wrong and what to do.

HasilaError
├── ConfigError          a YAML experiment or a key=value override is not valid
├── CorpusError          an annotated file (JSONL or CoNLL) cannot be read as one
├── InputError           a text to extract from cannot be read
├── OutputError          a result cannot be written
├── EncoderError         a pre-trained encoder cannot be found or used
├── CheckpointError      a folder is not a checkpoint of ours, or is damaged
├── LabelError           labels of a checkpoint and of a corpus do not fit
└── MissingExtraError    an optional dependency is not installed

Programs print the message and leave with exit code 2; anything else that escapes is a bug and shows its traceback.
"""


class HasilaError(Exception):
    """Something that the user can put right; the message says how."""


class ConfigError(HasilaError):
    """A YAML experiment or a key=value override is not valid."""


class CorpusError(HasilaError):
    """An annotated file cannot be read; all its faults are listed, one a line."""


class InputError(HasilaError):
    """A text to extract from cannot be read."""


class OutputError(HasilaError):
    """A result cannot be written."""


class EncoderError(HasilaError):
    """A pre-trained encoder cannot be found or used."""


class CheckpointError(HasilaError):
    """A folder is not a checkpoint of ours, or is damaged."""


class LabelError(HasilaError):
    """Labels of a checkpoint and of a corpus do not fit."""


class MissingExtraError(HasilaError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        """Name the `package` that `purpose` needs and the pip command that brings it."""
        super().__init__(f"{purpose} needs the package {package}; install it with: pip install 'hasila[{extra}]'")
