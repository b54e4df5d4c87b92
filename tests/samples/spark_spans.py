"""A program for tests: the spans of texts by Spark, as docs/bulk.md shows it: CHECKPOINT ROWS OUTPUT."""

import os
import sys
from collections.abc import Iterator
from typing import Any


def write_spans(checkpoint: str, rows: str, output: str) -> None:
    """Read the texts of `rows` in two processes, and write their spans as Parquet."""
    from pyspark.sql import SparkSession

    def spans(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        from hasila.bulk.work import read_shard
        from hasila.extractor import Extractor

        extractor = Extractor.from_checkpoint(checkpoint)  # once a partition
        for batch in batches:
            yield from read_shard(extractor, pa.Table.from_batches([batch]), tolls=False).spans.to_batches()

    os.environ["PYSPARK_PYTHON"] = sys.executable
    here = SparkSession.builder.master("local[2]").config("spark.driver.host", "127.0.0.1")
    spark = here.config("spark.ui.enabled", "false").getOrCreate()
    types = "document string, span bigint, start bigint, end bigint, label string, text string, score double"
    articles = spark.read.json(rows).selectExpr("id AS document", "text", "date")
    articles.mapInArrow(spans, types).write.parquet(output)


if __name__ == "__main__":
    write_spans(*sys.argv[1:])
