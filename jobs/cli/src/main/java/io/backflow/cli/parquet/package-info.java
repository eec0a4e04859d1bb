/** Tables in Parquet files, which the commands read beside CSV. */
@NullMarked
package io.backflow.cli.parquet;

import org.jspecify.annotations.NullMarked;
