package io.backflow.jobs.kafka;

import java.io.Serializable;
import java.security.SecureRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A random header of each execution of a subtask, by which readers tell apart who wrote a record. */
final class WriterSignature implements Serializable {

    private static final long serialVersionUID = 1L;

    private transient byte @Nullable [] writer;

    /** Adds the header to {@code record}. */
    ProducerRecord<byte[], byte[]> sign(ProducerRecord<byte[], byte[]> record) {
        record.headers().add(PredictionSerializer.WRITER, writer());
        return record;
    }

    private byte[] writer() {
        byte[] mine = writer;
        if (mine == null) {
            mine = new byte[Long.BYTES];
            new SecureRandom().nextBytes(mine);
            writer = mine;
        }
        return mine;
    }
}
