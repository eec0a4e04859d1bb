package io.backflow.jobs.source;

import java.io.Serializable;
import org.apache.flink.connector.kafka.source.KafkaSource;

/** Makes Flink's readers where they read: their clients' settings, with the secrets, are no part of the job graph. */
@FunctionalInterface
public interface ReaderFactory<T> extends Serializable {

    /** A source that is asked for readers only, never for an enumerator. */
    KafkaSource<T> readers();
}
