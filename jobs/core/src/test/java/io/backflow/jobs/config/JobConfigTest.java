package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.sequence.ClockRule;
import io.backflow.model.LayerSpec;
import io.backflow.model.Reduction;
import io.backflow.model.optimizer.Adam;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.CosineDecay;
import io.backflow.model.optimizer.Sgd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobConfigTest {

    @Test
    void aMinimalConfigurationTrainsAsynchronouslyWithDeltasAndCheckpoints() {
        JobConfig config = JobConfig.parse(Configurations.MINIMAL);

        assertThat(config.sync())
                .isEqualTo(
                        new SyncConfig.Asynchronous(SyncConfig.Send.DELTA, 1, null, null, new OuterConfig.Average()));
        assertThat(config.flink())
                .containsEntry("execution.checkpointing.interval", "10s")
                .containsEntry("execution.buffer-timeout.interval", "0ms")
                .containsEntry("pipeline.generic-types", "false");
        assertThat(config.optimizer().rule()).isEqualTo(Adam.DEFAULT);
        assertThat(config.target()).isEqualTo(new TargetConfig.Given());
        assertThat(config.horizon().every()).isEqualTo(16);
        assertThat(config.kafka().topics().deadLetters()).isEqualTo("dead-letters");
    }

    @Test
    void whetherASavedSequenceFitsDependsOnWhatCutsAndEndsIt() {
        String settings = JobConfig.parse(Configurations.MINIMAL).sequenceSettings();

        assertThat(JobConfig.parse(Configurations.MINIMAL + "\noptimizer: {learning_rate: 0.5}\njob: {parallelism: 7}")
                        .sequenceSettings())
                .isEqualTo(settings);
        for (String change : List.of(
                "horizon: {type: truncated, every: 3}",
                "sequence: {time_to_live: 1h}",
                "stream: {order: {type: time}}",
                "forecast: arrival",
                "batch: {replay: {windows: 1}}")) {
            assertThat(JobConfig.parse(Configurations.MINIMAL + "\n" + change).sequenceSettings())
                    .as(change)
                    .isNotEqualTo(settings);
        }
    }

    @Test
    void presetsOfLayersAreThoseOfKeras() {
        JobConfig config = JobConfig.parse(Configurations.MINIMAL.replace("32}", "32}, {type: lstm, units: 3}"));

        assertThat(config.model().layers())
                .containsExactly(new LayerSpec.Gru(32, true, 0), new LayerSpec.Lstm(3, true, 0));
    }

    @Test
    void whatSurroundsLinearRecurrentUnitsIsSaidInTheLayer() {
        JobConfig config = JobConfig.parse(Configurations.MINIMAL.replace(
                "32}",
                "32}, {type: lru, units: 32, layer_normalization: true, activation: glu, residual: true},"
                        + " {type: lru, units: 8}"));

        assertThat(config.model().layers().subList(1, 3))
                .containsExactly(
                        new LayerSpec.Lru(32, true, LayerSpec.OutputActivation.GLU, true, 0), new LayerSpec.Lru(8, 0));
        assertThat(JobConfig.parse(config.toJson()).model()).isEqualTo(config.model());
        assertThat(config.toJson()).contains("{\"type\":\"lru\",\"units\":8,\"dropout\":0.0}");
    }

    @Test
    void everyKeyOfAFullConfigurationArrives() {
        JobConfig config = JobConfig.parse(Configurations.FULL);

        assertThat(config.job()).isEqualTo(new RunConfig("backflow", "storms", 2, 7, null));
        assertThat(config.kafka().topics())
                .isEqualTo(new TopicsConfig("steps", "said", "model", "how", "dead", "orders"));
        assertThat(config.target()).isEqualTo(new TargetConfig.Next(3, List.of(0, 2), true));
        assertThat(config.sequence())
                .isEqualTo(new SequenceConfig(
                        new ReorderConfig(8, Duration.ofHours(1), ReorderConfig.Gap.IMPUTE),
                        Duration.ofDays(1),
                        Duration.ofDays(7)));
        assertThat(config.optimizer().rule()).isEqualTo(new Sgd());
        assertThat(config.optimizer().learningRate()).isEqualTo(new CosineDecay(0.1, 100, 0, 10, false));
        assertThat(config.optimizer().reduction()).isEqualTo(Reduction.SUM_OVER_TIME);
        assertThat(config.sync())
                .isEqualTo(new SyncConfig.Synchronous(SyncConfig.Send.GRADIENT, Duration.ofDays(4), 1, false, 8, null));
        assertThat(config.publish()).isEqualTo(new PublishConfig(3, Duration.ofMillis(250), null));
        assertThat(config.flink()).containsEntry("execution.checkpointing.interval", "5s");
    }

    @Test
    void theRateThatIsLeftOutIsThatOfItsRule() {
        assertThat(with("optimizer: {}").optimizer().schedule().at(7)).isEqualTo(0.001);
        JobConfig chosen = with("optimizer: {rule: cocob}");
        assertThat(chosen.optimizer().schedule().at(7)).isEqualTo(1);
        assertThat(JobConfig.parse(chosen.toJson())).isEqualTo(chosen);
    }

    @Test
    void newerWindowsAreKeptToBeReplayedUnlessAllAreToBeAsProbable() {
        assertThat(replay("{windows: 2, kept: 5}").span()).isEqualTo(5);
        assertThat(replay("{windows: 2, kept: 5, sample: uniform}").span()).isEqualTo(Long.MAX_VALUE);
    }

    private static ReplayConfig replay(String yaml) {
        ReplayConfig replay = with("batch: {replay: " + yaml + "}").batch().replay();
        assertThat(replay).isNotNull();
        return replay;
    }

    private static JobConfig with(String section) {
        return JobConfig.parse(Configurations.MINIMAL + section + "\n");
    }

    @Test
    void canonicalJsonParsesBackToAnEqualConfiguration() {
        for (String text : List.of(Configurations.MINIMAL, Configurations.FULL)) {
            JobConfig config = JobConfig.parse(text);
            assertThat(JobConfig.parse(config.toJson())).isEqualTo(config);
            assertThat(JobConfig.parseModel(config.modelJson())).isEqualTo(config.model());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        {}                                                                      | 10
        {optimizer: {reduction: sum_over_time}, horizon: {every: 20}}           | 200
        {optimizer: {reduction: sum_over_time}, horizon: {type: full}}          | 10240
        {optimizer: {clip_norm: 0.5, reduction: sum_over_time}}                 | 0.5
        """)
    void gradientsAreClippedForAsManyStepsAsAreSummed(String sections, double norm) {
        String more = sections.substring(1, sections.length() - 1).replace("}, horizon", "}\nhorizon");
        JobConfig config = JobConfig.parse(Configurations.MINIMAL + more);

        assertThat(config.clipNorm()).isEqualTo(norm);
        assertThat(config.optimizer().windowNorm()).isEqualTo(20);
    }

    @Test
    void aBoundMayBeInfinite() {
        JobConfig config =
                JobConfig.parse(Configurations.MINIMAL + "optimizer: {clip_norm: Infinity, window_norm: Infinity}");

        assertThat(config.clipNorm()).isInfinite();
        assertThat(config.optimizer().windowNorm()).isInfinite();
        assertThat(JobConfig.parse(config.toJson())).isEqualTo(config);
    }

    @Test
    void onlyWhatTransactionsCommittedIsReadUnlessToldSo() {
        String set = "localhost:9092\", properties: {isolation.level: read_uncommitted}";

        assertThat(JobConfig.parse(Configurations.MINIMAL).kafka().consumerProperties())
                .containsEntry("isolation.level", "read_committed");
        assertThat(JobConfig.parse(Configurations.MINIMAL.replace("localhost:9092\"", set))
                        .kafka()
                        .consumerProperties())
                .containsEntry("isolation.level", "read_uncommitted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        idle_timeout: 1s                | true
        idle_timeout: 0ms               | false
        bounded: true                   | false
        bounded: true, idle_timeout: 1s | false
        """)
    void partitionsOfALiveStreamAreDeclaredSilent(String kafka, boolean declared) {
        String all = Configurations.MINIMAL.replace("9092\"", "9092\", " + kafka);

        assertThat(JobConfig.parse(all).kafka().declaresIdle()).isEqualTo(declared);
    }

    @Test
    void aKernelThatIsNotSetMayBeAny() {
        JobConfig.parse(Configurations.MINIMAL).job().checkBlasKernel(() -> "Zen");
    }

    @ParameterizedTest
    @CsvSource({
        "Haswell, HASWELL, Zen, OPENBLAS_CORETYPE=Haswell",
        "BLIS-0.9.0-zen3, BLIS-0.9.0-ZEN3, BLIS-0.9.0-haswell, BACKFLOW_BLAS=blis"
    })
    void aKernelThatIsSetMustBeThatOfTheProcess(String set, String same, String other, String environment) {
        RunConfig job = JobConfig.parse(Configurations.MINIMAL + "job: {blas_kernel: " + set + "}")
                .job();

        job.checkBlasKernel(() -> same);
        assertThatThrownBy(() -> job.checkBlasKernel(() -> other))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll('"' + set + '"', "with the kernel " + other, environment);
    }

    @Test
    void aProcessWithoutAKernelIsNamedByItsOwnSentence() {
        RunConfig any = JobConfig.parse(Configurations.MINIMAL).job();

        assertThatThrownBy(() -> any.checkBlasKernel(() -> {
                    throw new IllegalStateException("BACKFLOW_BLAS is \"mkl\"");
                }))
                .isInstanceOf(ConfigException.class)
                .hasMessage("BACKFLOW_BLAS is \"mkl\"");
    }

    @Test
    void anOperatorMayHoldIt() throws Exception {
        JobConfig config = JobConfig.parse(Configurations.FULL);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(config);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(config);
        }
    }

    @Test
    void secretsAreNotPrinted() {
        JobConfig config = JobConfig.parse(Configurations.FULL);

        assertThat(config.toString()).contains("ssl.key.password").doesNotContain("hush");
        assertThat(config.kafka().clientProperties()).containsEntry("ssl.key.password", "hush");
    }

    @Test
    void aBareWordNamesATypeWithAllItsPresets() {
        assertThat(JobConfig.parse(Configurations.MINIMAL + "optimizer: {rule: sgd}")
                        .optimizer()
                        .rule())
                .isEqualTo(new Sgd());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        {}                                                       |                    | 10000
        {session_gap: 12s}                                       |                    | 6000
        {time_to_live: 8s, session_gap: 4s}                      |                    | 2000
        {time_to_live: 3s}                                       |                    | 1500
        {reorder: {max_wait: 1s}}                                |                    | 500
        {reorder: {max_wait: 0ms}}                               |                    | 0
        {session_gap: 12s}                                       | {max_lead: 1m}     | 60000
        {}                                                       | {order: time}      | 5000
        {}                                                       | {order: {type: time, lateness: 4s}} | 2000
        """)
    void noStepLeadsTheStreamByAsMuchAsEndsOthersUnlessToldSo(String sequence, @Nullable String stream, long lead) {
        JobConfig config = JobConfig.parse(
                Configurations.MINIMAL + "sequence: " + sequence + "\nstream: " + (stream == null ? "{}" : stream));

        assertThat(config.clockRule()).isEqualTo(new ClockRule(300_000, lead));
    }

    @Test
    void aBareNumberIsAConstantRate() {
        JobConfig config = JobConfig.parse(Configurations.MINIMAL + "optimizer: {learning_rate: 0.25}");

        assertThat(config.optimizer().learningRate()).isEqualTo(new ConstantRate(0.25));
    }
}
