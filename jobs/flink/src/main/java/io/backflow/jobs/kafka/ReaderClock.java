package io.backflow.jobs.kafka;

import java.io.Serializable;
import java.util.function.LongSupplier;

/** A clock that a job can carry, in milliseconds since the epoch. */
@FunctionalInterface
public interface ReaderClock extends LongSupplier, Serializable {}
