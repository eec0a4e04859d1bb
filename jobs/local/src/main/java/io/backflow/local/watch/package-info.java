/** Watches a running job through the topics it writes, and shows people how it goes. */
@NullMarked
package io.backflow.local.watch;

import org.jspecify.annotations.NullMarked;
