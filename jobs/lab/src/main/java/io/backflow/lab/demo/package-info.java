/** The demonstration: Atlantic storms, replayed through Kafka and learnt six hours ahead. */
@NullMarked
package io.backflow.lab.demo;

import org.jspecify.annotations.NullMarked;
