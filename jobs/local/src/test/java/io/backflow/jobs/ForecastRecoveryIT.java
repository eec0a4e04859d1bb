package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.kafka.ProgressDecoder;
import io.backflow.jobs.parameters.PublishedModel;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every forecast is scored exactly once, and every step trained exactly once beside it, whatever breaks. */
@Timeout(600)
class ForecastRecoveryIT {

    private static final int SEQUENCES = 40;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0} in the {1}")
    @CsvSource(delimiter = '|', textBlock = """
        {type: asynchronous, send: delta}                       | TRAINER
        {type: synchronous, send: gradient, round: 8s}          | SERVER
        """)
    void afterAFailureEachForecastIsScoredOnce(String sync, JobRun.Site site) throws Exception {
        TestStream feed = TestStream.waves(SEQUENCES, 300, 600, 21);
        JobScene scene = new JobScene(
                BROKER.get(), "forecasts-" + site.name().toLowerCase(Locale.ROOT), 2, directory, """
            sync: %s
            target: {type: next, steps_ahead: 1, columns: [0]}
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
            batch: {size: 8, linger: 5ms}
            forecast: {type: arrival, linger: 1ms, batch: 64}
            """.formatted(sync));

        PublishedModel last = JobRun.throughFailure(scene, feed, directory, site);

        assertThat(last.version().session()).isEqualTo(2);
        assertThat(last.version().totals().steps()).isEqualTo(feed.steps().size());
        assertThat(last.version().totals().stepsHash()).isEqualTo(feed.hash());
        long spokenOf = feed.steps().size() - SEQUENCES; // nothing spoke of a first step
        assertThat(forecasts(scene, spokenOf).scored()).isEqualTo(spokenOf);
    }

    private static ForecastTotals forecasts(JobScene scene, long scored) {
        ForecastTotals[] newest = {ForecastTotals.ZERO};
        ProgressDecoder decoder = new ProgressDecoder();
        String topic = scene.config().kafka().topics().progress();
        try (TopicTail progress = new TopicTail(BROKER.get().bootstrapServers(), topic)) {
            await().atMost(Patience.LONG).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : progress.more()) {
                    newest[0] = decoder.decode(record.value()).forecasts();
                }
                return newest[0].scored() >= scored;
            });
        }
        return newest[0];
    }
}
