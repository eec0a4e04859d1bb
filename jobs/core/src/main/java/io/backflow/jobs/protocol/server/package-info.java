/** How the parameter server merges contributions. Independent of Flink. */
@NullMarked
package io.backflow.jobs.protocol.server;

import org.jspecify.annotations.NullMarked;
