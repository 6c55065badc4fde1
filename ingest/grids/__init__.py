"""Tables as they are printed: counted cells in columns, before anything is understood of them."""

from ingest.grids.finding import doubt_columns, find_grids

__all__ = ["doubt_columns", "find_grids"]
