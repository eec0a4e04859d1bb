package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

class ExplainedWriterTest {

    private final RefusingWriter refusing = new RefusingWriter();
    private final ExplainedWriter<String> writer =
            new ExplainedWriter<>(refusing, new Destination("kafka.topics.dead_letters", "dead"));

    @Test
    void aRefusalNamesItsTopicAndARemedy() {
        assertThatThrownBy(() -> writer.flush(false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("kafka.topics.dead_letters is dead, which takes no records: too large")
                .hasMessageContaining("raise its max.message.bytes");
    }

    @Test
    void aRefusalAfterTheFirstDoesNotFailTheCleanUp() {
        assertThatThrownBy(() -> writer.flush(false)).isInstanceOf(IOException.class);
        writer.close();
        assertThat(refusing.closed).isTrue();
    }

    /** Refuses what it has to flush, and as Flink's writer does what is left of it when it is closed. */
    private static final class RefusingWriter implements SinkWriter<String> {

        private boolean closed;

        @Override
        public void write(String element, Context context) {}

        @Override
        public void flush(boolean endOfInput) throws IOException {
            throw new IOException("a send failed", new RecordTooLargeException("too large"));
        }

        @Override
        public void close() throws IOException {
            closed = true;
            throw new IOException("a send failed", new RecordTooLargeException("too large"));
        }
    }
}
