/** How keyed state is written down, by hand and with a layout number, never by Kryo. */
@NullMarked
package io.backflow.jobs.state;

import org.jspecify.annotations.NullMarked;
