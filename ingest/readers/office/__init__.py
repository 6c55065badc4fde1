"""Documents of old word processors (.doc, .wps, .rtf) and OpenDocument text (.odt): LibreOffice writes them as .docx, which is read."""

from ingest.readers.office.reading import read_odt, read_old_word, read_rtf

__all__ = ["read_odt", "read_old_word", "read_rtf"]
