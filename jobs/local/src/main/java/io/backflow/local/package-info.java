/** Real parts, started inside this process for runs on one machine. */
@NullMarked
package io.backflow.local;

import org.jspecify.annotations.NullMarked;
