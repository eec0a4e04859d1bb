/** What workers and server send to each other: contributions, snapshots, rounds. Independent of Flink. */
@NullMarked
package io.backflow.jobs.protocol;

import org.jspecify.annotations.NullMarked;
