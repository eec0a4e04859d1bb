/** What the parameter server does with contributions; knows nothing of Flink. */
@NullMarked
package io.backflow.jobs.protocol.server;

import org.jspecify.annotations.NullMarked;
