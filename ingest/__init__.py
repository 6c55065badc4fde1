"""How documents become facts: read, recognise, check (pure), then store."""

from importlib.util import find_spec
from typing import Final

MODELS: Final = "rapidocr_onnxruntime"
"""The package with the models that read pictures."""

CAN_RECOGNISE: Final = all(find_spec(name) is not None for name in (MODELS, "onnxruntime"))
"""Whether pages that are pictures can be read: the extra `ocr` is installed."""

PARSER_VERSION: Final = "2026.11.28.4" + ("+ocr" if CAN_RECOGNISE else "")
"""Which reading of a document this is. Raise it whenever the same file may now be read differently: (document, version) decides."""
