/** Serializers of keyed state, each with a layout number, never Kryo; and options of the disk that it lies on. */
@NullMarked
package io.backflow.jobs.state;

import org.jspecify.annotations.NullMarked;
