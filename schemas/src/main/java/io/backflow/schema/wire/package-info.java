/** Framing of records as bytes: Avro single-object encoding, with every size checked before memory is taken. */
@NullMarked
package io.backflow.schema.wire;

import org.jspecify.annotations.NullMarked;
