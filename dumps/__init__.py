"""Everything that is in force, as files: complete dumps in Parquet and CSV with a Data Package."""
