package io.backflow.dashboard.read;

import java.time.Duration;

/** Something that is read again and again. Used by one thread. */
interface Reading extends AutoCloseable {

    /** What it reads, for people. */
    String name();

    /** How long after a reading the next one is due. */
    Duration interval();

    /** Takes over what there is; throws what keeps it from reading, and may be tried again. */
    void read() throws Exception;

    @Override
    void close();
}
