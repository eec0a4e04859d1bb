package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.worker.MemoryServer;
import io.backflow.jobs.worker.MemoryWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which predictions leave the worker, and that the choice changes nothing else. */
class PublishedPredictionsTest {

    private static final int STEPS = 400;
    private static final int CLASSES = 12;

    @Test
    void whatIsNotPublishedIsLearntAndCountedAllTheSame() throws Exception {
        Run all = Run.of(CLASSES, "{}");
        Run sample = Run.of(CLASSES, "{publish: {type: sample, share: 0.25}}");
        Run none = Run.of(CLASSES, "{publish: none}");

        assertThat(all.scored).hasSize(STEPS);
        // 400 draws of .25: a hundred, with a deviation of nine
        assertThat(sample.scored).hasSizeBetween(60, 140);
        assertThat(none.scored).isEmpty();
        for (Run run : List.of(sample, none)) {
            assertThat(run.parameters).containsExactly(all.parameters);
            assertThat(run.server.totals()).isEqualTo(all.server.totals());
        }
        assertThat(all.server.totals().steps()).isEqualTo(STEPS);
    }

    @Test
    void aPredictionContainsTheHighestClassesOfThoseItWouldContain() throws Exception {
        List<PrequentialPrediction> all = Run.of(CLASSES, "{}").scored;
        List<PrequentialPrediction> top = Run.of(CLASSES, "{top_k: 3}").scored;

        assertThat(top).hasSameSizeAs(all);
        for (int i = 0; i < STEPS; i++) {
            float[] outputs = all.get(i).prediction();
            int[] classes = top.get(i).classes();
            assertThat(all.get(i).classes()).isNull();
            assertThat(classes).hasSize(3);
            assertThat(top.get(i).prediction())
                    .containsExactly(outputs[classes[0]], outputs[classes[1]], outputs[classes[2]]);
            assertThat(top.get(i).loss()).isEqualTo(all.get(i).loss());
            assertThat(IntStream.range(0, CLASSES).filter(c -> outputs[c] > outputs[classes[2]]))
                    .as("higher than the third")
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void ofManyClassesOnlyTheTenHighestArePublishedUnlessMoreAreAskedFor() throws Exception {
        assertThat(Run.of(1001, "{}").scored).allMatch(step -> step.prediction().length == 10);
        assertThat(Run.of(1000, "{}").scored).allMatch(step -> step.prediction().length == 1000);
        assertThat(Run.of(1001, "{top_k: 1001}").scored).allMatch(step -> step.prediction().length == 1001);
    }

    private record Run(MemoryServer server, List<PrequentialPrediction> scored, float[] parameters) {

        static Run of(int classes, String predictions) throws Exception {
            JobConfig config = JobConfig.parse("""
                    job: {seed: 4}
                    kafka: {bootstrap_servers: "localhost:9092", bounded: true}
                    model:
                      input: {type: tokens, vocabulary: %d, embedding: 4}
                      layers: [{type: gru, units: 8}]
                      head: {units: %d, loss: {type: cross_entropy}}
                    horizon: {type: truncated, every: 8}
                    sync: {type: synchronous, round: 8s}
                    forecast: {type: training}
                    predictions: %s
                    """.formatted(classes, classes, predictions));
            MemoryServer server = new MemoryServer(config, 1);
            List<PrequentialPrediction> scored = new ArrayList<>();
            Random random = new Random(6);
            try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
                worker.listenTo(scored::add);
                int token = 0;
                for (int t = 0; t < STEPS; t++) {
                    int next = random.nextInt(4) == 0 ? random.nextInt(classes) : (token + 1) % classes;
                    worker.take(new Step("text", t, 1000L * t, new float[0], token, null, next, 1f, false));
                    worker.watermark(1000L * t);
                    token = next;
                }
                worker.end();
            }
            server.settle();
            return new Run(server, scored, server.values());
        }
    }
}
