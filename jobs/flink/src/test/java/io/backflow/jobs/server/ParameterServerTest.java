package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** The operator in Flink's own harness, with two shards. */
class ParameterServerTest {

    private static final int KEY_GROUPS = 128;
    private static final String ROUNDS = "{type: synchronous, send: gradient, round: 10s}";
    private static final JobConfig JOB = config(2, ROUNDS, "adam");

    @Test
    void aSessionBeginsWithWhatWasRestored() throws Exception {
        OperatorSubtaskState saved = saved(7);

        List<ShardSnapshot> first = firstSnapshots(JOB, saved);

        assertThat(first).extracting(ShardSnapshot::session).containsExactly(2L, 2L);
        assertThat(first).extracting(ShardSnapshot::version).containsExactly(1L, 1L);
        assertThat(first)
                .extracting(snapshot -> snapshot.progress().closedRound())
                .containsExactly(7L, 7L);
    }

    @Test
    void closedRoundsAreCountedByTheLengthThatTheyHaveNow() throws Exception {
        OperatorSubtaskState saved = saved(7);

        assertThat(firstSnapshots(config(2, ROUNDS.replace("10s", "30s"), "adam"), saved))
                .extracting(snapshot -> snapshot.progress().closedRound())
                .as("80 s are two whole rounds of half a minute")
                .containsExactly(1L, 1L);
    }

    @Test
    void aConfigurationThatTheStateWasNotMadeWithEndsTheJobForGood() throws Exception {
        OperatorSubtaskState saved = saved(7);

        refuses(
                config(2, ROUNDS, "adamw"),
                saved,
                "optimizer.rule.type is adamw, but the state to go on from was made with"
                        + " adam; set it back, or begin a new run without that state");
        refuses(
                config(3, ROUNDS, "adam"),
                saved,
                "server.shards is 3, but the state to go on from was made with 2; set it"
                        + " back, or begin a new run without that state");
    }

    @Test
    void stateWithoutAShardIsNotTakenForANewRun() throws Exception {
        OperatorSubtaskState empty;
        try (var harness = harness(JOB)) {
            harness.open();
            empty = harness.snapshot(1, 1); // before its session has begun
        }

        refuses(
                JOB,
                empty,
                "the state to go on from has no shard 0; go on with the server.shards that it was made with");
    }

    @Test
    void theLossThatWasSeenBeforeASavepointIsComparedWithThatAfterIt() throws Exception {
        JobConfig watching = config(2, ROUNDS + "\ndrift: {groups: [a/, b/], reaction: {type: raise_rate}}", "adam");
        OperatorSubtaskState saved;
        try (var harness = harness(watching)) {
            harness.open();
            runMails(harness.getTaskMailbox());
            feed(harness, watching, 1, 200, 1);
            harness.prepareSnapshotPreBarrier(1);
            saved = harness.snapshot(1, 1);
        }
        try (var harness = harness(watching)) {
            harness.initializeState(saved);
            harness.open();
            runMails(harness.getTaskMailbox());
            feed(harness, watching, 201, 225, 5);

            List<ShardSnapshot> emitted = harness.extractOutputValues();
            for (ShardSnapshot last : emitted.subList(emitted.size() - 2, emitted.size())) {
                assertThat(last.progress().drift().alarms().count())
                        .as("shard %s", last.shard())
                        .isEqualTo(1);
                assertThat(last.progress().drift().alarms().before()).isBetween(0.9, 1.1);
                assertThat(last.progress().drift().alarms().groups())
                        .extracting(GroupAlarms::group, GroupAlarms::count)
                        .containsExactly(tuple("b/", 1L));
            }
        }
    }

    @Test
    void anAsynchronousContributionIsAnsweredToItsWorkerAndGoesToThePublisher() throws Exception {
        try (var harness = harness(config(1, "{type: asynchronous, send: delta}", "adam"))) {
            harness.open();
            runMails(harness.getTaskMailbox());
            float[] values = harness.extractOutputValues().get(0).values();
            harness.setProcessingTime(500);
            harness.processElement(Contributions.numbered(1, 3, 1, values), 1);
            harness.processElement(Contributions.numbered(2, 3, 1), 1);

            assertThat(harness.extractOutputValues()).as("to all").hasSize(1);
            assertThat(sent(harness, ServerStages.TO_ONE))
                    .extracting(ShardSnapshot::worker, ShardSnapshot::version)
                    .containsExactly(tuple(1, 1L), tuple(2, 1L));
            assertThat(sent(harness, ServerStages.VERSIONS))
                    .extracting(ShardSnapshot::version)
                    .startsWith(0L, 1L);
            assertThat(sent(harness, ServerStages.ACCOUNTS))
                    .hasSize(3)
                    .noneMatch(ShardSnapshot::hasValues)
                    .last()
                    .extracting(snapshot -> snapshot.progress().totals().steps())
                    .isEqualTo((long) values.length);
        }
    }

    @Test
    void aWorkerThatContributesNothingIsBroughtWhatIsNewestWithinASecond() throws Exception {
        try (var harness = harness(config(1, "{type: asynchronous, send: delta}", "adam"))) {
            harness.open();
            runMails(harness.getTaskMailbox());
            float[] values = harness.extractOutputValues().get(0).values();
            harness.setProcessingTime(500);
            harness.processElement(Contributions.numbered(1, 2, 1, values), 1);

            harness.setProcessingTime(1499);
            assertThat(sent(harness, ServerStages.TO_ONE)).hasSize(1);
            harness.setProcessingTime(1500);
            harness.setProcessingTime(9000);

            assertThat(sent(harness, ServerStages.TO_ONE))
                    .extracting(ShardSnapshot::worker)
                    .containsExactly(1, 0);
        }
    }

    @Test
    void whereWorkersFollowTheTopicAllGoesToThePublisher() throws Exception {
        try (var harness = harness(config(1, "{type: asynchronous, send: delta}", "adam", "topic"))) {
            harness.open();
            runMails(harness.getTaskMailbox());
            harness.processElement(Contributions.numbered(1, 2, 1), 1);

            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(sent(harness, ServerStages.TO_ONE)).isEmpty();
            assertThat(sent(harness, ServerStages.VERSIONS)).hasSize(2).allMatch(ShardSnapshot::hasValues);
        }
    }

    private static List<ShardSnapshot> sent(
            KeyedOneInputStreamOperatorTestHarness<Integer, Contribution, ShardSnapshot> harness,
            OutputTag<ShardSnapshot> tag) {
        var records = harness.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }

    /** Rounds {@code from} to {@code until} of both shards, whose losses are about {@code loss}, in group a/ 1. */
    private static void feed(
            KeyedOneInputStreamOperatorTestHarness<Integer, Contribution, ShardSnapshot> harness,
            JobConfig config,
            long from,
            long until,
            double loss)
            throws Exception {
        ConfiguredServer setup = new ConfiguredServer(config);
        for (long round = from; round <= until; round++) {
            double seen = loss * (1 + 0.1 * Math.sin(round));
            TrainingTotals totals = new TrainingTotals(1, 0, 1, 0, seen, 0, 1);
            Losses losses = new Losses(seen, 1, new double[] {seen / loss, 1, seen, 1});
            for (int shard = 0; shard < 2; shard++) {
                Change change = new Change(new float[setup.fresh(shard).values.length], round - 1);
                harness.processElement(new RoundSum(shard, round, new Share(change, 1, totals, losses), 0), 1);
            }
        }
    }

    private static void refuses(JobConfig config, OperatorSubtaskState saved, String sentence) {
        assertThatExceptionOfType(SuppressRestartsException.class)
                .isThrownBy(() -> firstSnapshots(config, saved))
                .havingCause()
                .isInstanceOf(ConfigException.class)
                .withMessage(sentence);
    }

    /** After a first session that closed {@code round}. */
    private static OperatorSubtaskState saved(long round) throws Exception {
        try (var harness = harness(JOB)) {
            harness.open();
            runMails(harness.getTaskMailbox());
            ConfiguredServer setup = new ConfiguredServer(JOB);
            for (int shard = 0; shard < 2; shard++) {
                float[] gradient = new float[setup.fresh(shard).values.length];
                harness.processElement(Contributions.merged(shard, round, gradient), 1);
            }
            harness.prepareSnapshotPreBarrier(1);
            return harness.snapshot(1, 1);
        }
    }

    private static List<ShardSnapshot> firstSnapshots(JobConfig config, OperatorSubtaskState saved) throws Exception {
        try (var harness = harness(config)) {
            harness.initializeState(saved);
            harness.open();
            runMails(harness.getTaskMailbox());
            return harness.extractOutputValues();
        }
    }

    private static void runMails(TaskMailbox mailbox) throws Exception {
        for (var mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY);
                mail.isPresent();
                mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY)) {
            mail.get().run();
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, Contribution, ShardSnapshot> harness(
            JobConfig config) throws Exception {
        ConfiguredServer setup = new ConfiguredServer(config);
        int[] keys = ShardKeys.of(setup.shards(), KEY_GROUPS);
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new ParameterServerFactory(setup, keys, new FreshShards(setup, Beginning.NEW)),
                contribution -> keys[contribution.shard()],
                Types.INT,
                KEY_GROUPS,
                1,
                0);
    }

    private static JobConfig config(int shards, String sync, String rule) {
        return config(shards, sync, rule, "colocated");
    }

    private static JobConfig config(int shards, String sync, String rule, String feedback) {
        return JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: simple_rnn, units: 3}]
                  head: {units: 1, loss: {type: mse}}
                server: {shards: %d, feedback: %s}
                sync: %s
                optimizer: {rule: %s, clip_norm: Infinity}
                """.formatted(shards, feedback, sync, rule));
    }
}
