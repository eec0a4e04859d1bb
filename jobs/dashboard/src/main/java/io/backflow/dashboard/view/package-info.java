/** What the page shows of a run, kept in a bounded amount of memory. Neither Kafka nor the network. */
@NullMarked
package io.backflow.dashboard.view;

import org.jspecify.annotations.NullMarked;
