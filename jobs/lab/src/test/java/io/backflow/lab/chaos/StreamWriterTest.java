package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.sequence.Step;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends the writer's thread reaches the thread that waits for its steps. */
@Timeout(60)
class StreamWriterTest {

    @Test
    void anErrorInTheThreadReachesWhoeverAsksHowMuchWasSent() throws Exception {
        CountDownLatch thrown = new CountDownLatch(1);
        GeneratedStream broken = new GeneratedStream(1, 1) {
            @Override
            List<Step> next() {
                thrown.countDown();
                throw new NoClassDefFoundError("io/backflow/Absent");
            }
        };
        try (StreamWriter writer = StreamWriter.start(broken, nowhere(), 1)) {
            thrown.await();

            assertThatThrownBy(writer::end)
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseInstanceOf(NoClassDefFoundError.class);
            assertThatThrownBy(writer::sent).hasMessageContaining("io/backflow/Absent");
        }
    }

    private static KafkaConfig nowhere() {
        return JobConfig.parse("""
                kafka: {bootstrap_servers: "127.0.0.1:1"}
                model: {input: {type: features, size: 1}, layers: [{type: gru, units: 1}], head: {units: 1, loss: mse}}
                """).kafka();
    }
}
