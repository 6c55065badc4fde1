"""Tables as they are printed: counted cells in columns, before anything is understood of them."""

from ingest.grids.finding import find_grids

__all__ = ["find_grids"]
