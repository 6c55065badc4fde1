"""Documents that flow: text and tables one after another, without pages. Web pages and Word documents are read into the same blocks."""

from ingest.readers.flowing.blocks import Block, FlowCell, FlowTable, Text
from ingest.readers.flowing.laying import lay_out

__all__ = ["Block", "FlowCell", "FlowTable", "Text", "lay_out"]
