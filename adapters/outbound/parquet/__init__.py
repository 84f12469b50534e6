"""Corpora in Parquet files, read with pyarrow."""
