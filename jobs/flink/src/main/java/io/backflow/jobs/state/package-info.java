/** Serializers of keyed state, each with a layout number; never Kryo. */
@NullMarked
package io.backflow.jobs.state;

import org.jspecify.annotations.NullMarked;
