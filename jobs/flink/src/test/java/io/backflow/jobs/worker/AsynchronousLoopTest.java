package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsynchronousLoopTest {

    private static final List<Step> FEED = Waves.of(24, 40, 5);
    private static final String ADAM =
            "optimizer: {rule: {type: adam}, learning_rate: {type: exponential, base: 0.02, decay_rate: 0.9},"
                    + " clip_norm: 0.5}\n";

    @Test
    void oneWorkerIsSequentialTrainingWhateverTheDelayOfItsAcknowledgements() throws Exception {
        JobConfig gradient = Setting.of("sync: {type: asynchronous, send: gradient, staleness: 1}\n" + ADAM);
        float[] sequential = run(gradient, 1, new Random(0)).values();

        for (int seed = 0; seed < 10; seed++) {
            JobConfig delta = Setting.of(
                    "sync: {type: asynchronous, send: delta, staleness: %d}%n".formatted(1 + seed % 4) + ADAM);

            // each delta is rounded to float32 on its way to the server and back
            assertThat(run(delta, 1, new Random(seed)).values())
                    .as("seed %d", seed)
                    .containsExactly(sequential, within(1e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        send: gradient                          | 1
        send: gradient                          | 3
        send: delta, min_local_updates: 1       | 1
        send: delta, min_local_updates: 2       | 3
        """)
    void everyStepIsTrainedOnceAndNoMoreIsInFlightThanAllowed(String sending, int staleness) throws Exception {
        JobConfig config =
                Setting.of("sync: {type: asynchronous, %s, staleness: %d}%n".formatted(sending, staleness) + ADAM);
        for (int seed = 0; seed < 10; seed++) {
            MemoryServer server = run(config, 3, new Random(seed));

            assertThat(server.totals().stepsHash()).as("seed %d", seed).isEqualTo(Waves.hash(FEED));
            assertThat(server.totals().steps()).isEqualTo(FEED.size());
            assertThat(server.totals().windows()).isGreaterThan(50);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max_local_updates: 1  | 1
            max_local_updates: 5  | 5
            min_local_updates: 2  | 64
            min_local_updates: 70 | 70
            staleness: 1          | 64
            """)
    void aWorkerThatIsNotAcknowledgedStopsAfterItsShareOfLocalSteps(String setting, int most) throws Exception {
        JobConfig config = Setting.of(1, "sync: {type: asynchronous, send: delta, %s}%n".formatted(setting) + ADAM);
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.take(step("busy", 0));
            for (int i = 1; i < 4 * 200; i++) {
                worker.take(step("busy", i)); // the server works only while the worker waits for it
            }
        }
        assertThat(server.mostUpdates()).isEqualTo(most);
    }

    @Test
    void whatWasLearntIsWithTheServerWhenABarrierFollows() throws Exception {
        JobConfig config =
                Setting.of(1, "sync: {type: asynchronous, send: delta, staleness: 1, min_local_updates: 1}\n" + ADAM);
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            for (Step step : FEED.subList(0, 200)) {
                worker.take(step);
            }
            server.settle();
            long before = server.totals().windows();
            worker.worker().barrier();
            server.settle();

            assertThat(before)
                    .as("the first was sent at once, the others wait for its acknowledgement")
                    .isEqualTo(1);
            assertThat(server.totals().windows()).isGreaterThan(20);
            assertThat(server.totals().updates()).isEqualTo(server.totals().windows());
        }
    }

    @Test
    void aBarrierWithNothingUnsentSendsSlotsAndMakesNoSnapshot() throws Exception {
        JobConfig config = Setting.of(1, "sync: {type: asynchronous, send: delta}\n" + ADAM);
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            for (Step step : FEED.subList(0, 200)) {
                worker.take(step);
            }
            worker.worker().barrier();
            server.settle();
            while (worker.listen()) {
                // acknowledged before the next
            }
            long received = server.received();

            worker.worker().barrier();
            server.settle();

            assertThat(server.received() - received).isEqualTo(config.server().shards());
            assertThat(worker.worker().inFlight()).isZero();
            assertThat(worker.listen()).as("a snapshot comes").isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        min_local_updates: 1 | 1
        min_local_updates: 3 | 3
        staleness: 1         | 8
        max_local_updates: 5 | 5
        """)
    void aBusyWorkerSendsAfterSoManyMinibatches(String setting, int every) throws Exception {
        JobConfig config = Setting.of(1, "sync: {type: asynchronous, send: delta, %s}%n".formatted(setting) + ADAM);
        int shards = config.server().shards();
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.take(FEED.get(0));
            int windows = 0;
            for (int i = 0; windows < 40; i++) {
                worker.take(step("busy", i));
                windows = (i + 1) / 4;
                assertThat(server.received()).as("%d windows", windows).isEqualTo((long) shards * (windows / every));
                server.settle();
                while (worker.listen()) {
                    // acknowledged before the next
                }
            }
            assertThat(server.totals().windows()).isEqualTo(windows - windows % every);
        }
    }

    @Test
    void aWorkerWithTimeSendsAtOnce() throws Exception {
        JobConfig config = Setting.of(2, "sync: {type: asynchronous, send: delta}\n" + ADAM);
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            takeWindow(worker, "alone");
            worker.worker().linger(Long.MAX_VALUE - 1);
            worker.advance();
            server.settle();

            assertThat(server.totals().windows()).isEqualTo(1);
        }
    }

    @Test
    void aWindowWaitsForCompanySinceTheLastMinibatch() throws Exception {
        JobConfig config = Setting.of(2, "sync: {type: asynchronous, send: delta}\n" + ADAM);
        long linger = config.batch().linger().toMillis();
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            SequenceWorker loop = worker.worker();
            List<String> trained = new ArrayList<>();
            worker.listenTo(scored -> trained.add(scored.sequenceId()));
            assertThat(loop.lingersUntil(100)).as("nothing waits").isEqualTo(Long.MAX_VALUE);

            takeWindow(worker, "a");
            assertThat(loop.lingersUntil(200)).isEqualTo(200 + linger);
            assertThat(loop.lingersUntil(201)).isEqualTo(200 + linger);
            takeWindow(worker, "b");
            assertThat(trained).hasSize(8);

            takeWindow(worker, "c");
            assertThat(loop.lingersUntil(300)).isEqualTo(300 + linger);
            loop.linger(299 + linger);
            worker.advance();
            assertThat(trained).hasSize(8);
            loop.linger(300 + linger);
            worker.advance();
            assertThat(trained).hasSize(12);
        }
    }

    private static void takeWindow(MemoryWorker worker, String id) throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            worker.take(step(id, i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "delta"})
    void aSlowWorkerHoldsUpNobody(String send) throws Exception {
        JobConfig config = Setting.of(1, "sync: {type: asynchronous, send: %s, staleness: 1}%n".formatted(send) + ADAM);
        MemoryServer server = new MemoryServer(config, 2);
        try (MemoryWorker fast = new MemoryWorker(config, server, 0, 2);
                MemoryWorker stalled = new MemoryWorker(config, server, 1, 2)) {
            stalled.take(FEED.get(0)); // and never says anything again
            for (Step step : FEED) {
                fast.take(step);
            }
            fast.end();
            server.settle();

            assertThat(server.totals().stepsHash()).isEqualTo(Waves.hash(FEED));
        }
    }

    @Test
    void aSequenceWithABacklogTakesOnePlaceInABatchAndKeepsNobodyOut() throws Exception {
        JobConfig config = Setting.of(2, "sync: {type: asynchronous, send: gradient, staleness: 1}\n" + ADAM);
        MemoryServer server = new MemoryServer(config, 1);
        List<String> trained = new ArrayList<>();
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.listenTo(scored -> trained.add(scored.sequenceId()));
            for (int i = 0; i < 400; i++) {
                worker.take(step("hot", i));
            }
            takeWindow(worker, "rare");
            worker.worker().linger(Long.MAX_VALUE - 1);
            worker.advance();
        }
        // "rare" had to wait for the batch that its window made full, and for no other
        assertThat(trained.indexOf("rare")).isBetween(0, 8);
        assertThat(trained).hasSize(404);
    }

    private static Step step(String id, int t) {
        float[] target = {(float) Math.sin(t + 1)};
        float[] features = {(float) Math.sin(t), 0f};
        return new Step(id, t, 1000L * t, features, Step.NONE, target, Step.NONE, 1f, false);
    }

    /** Workers take turns in one thread; the server and its word to each worker come when the seed says. */
    private static MemoryServer run(JobConfig config, int workers, Random random) throws Exception {
        int allowed = ((SyncConfig.Asynchronous) config.sync()).staleness();
        MemoryServer server = new MemoryServer(config, workers);
        List<MemoryWorker> all = new ArrayList<>();
        for (int index = 0; index < workers; index++) {
            all.add(new MemoryWorker(config, server, index, workers));
        }
        for (Step step : FEED) {
            all.get(Math.floorMod(step.sequenceId().hashCode(), workers)).take(step);
            for (int i = random.nextInt(4); i > 0; i--) {
                server.serve();
                all.get(random.nextInt(workers)).listen();
            }
        }
        for (MemoryWorker worker : all) {
            assertThat(worker.mostInFlight()).isBetween(1, allowed);
            worker.end();
            worker.close();
        }
        server.settle();
        return server;
    }
}
