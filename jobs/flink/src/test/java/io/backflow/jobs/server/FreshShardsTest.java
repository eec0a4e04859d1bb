package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.server.Beginning.Parameters;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

class FreshShardsTest {

    private static final String CONFIG = """
            kafka: {bootstrap_servers: "nowhere:1"}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 2}]
              head: {units: 1, loss: {type: mse}}
            """;

    private static final ConfiguredServer SETUP = new ConfiguredServer(JobConfig.parse(CONFIG));

    @Test
    void aRunThatHasPublishedNothingBeginsItsFirstSession() {
        ShardState shard = new FreshShards(SETUP, Beginning.NEW).shard(0);

        assertThat(shard.session).isEqualTo(1);
        assertThat(shard.values).isEqualTo(SETUP.fresh(0).values);
    }

    @Test
    void sessionsFollowTheNewestOneThatWasPublished() {
        FreshShards fresh = new FreshShards(SETUP, new Beginning(7, new Parameters.Untrained()));

        assertThat(fresh.shard(0).session).isEqualTo(8);
        assertThat(fresh.sessionAfter(3)).as("of an old savepoint").isEqualTo(8);
        assertThat(fresh.sessionAfter(9)).as("after a restart").isEqualTo(10);
    }

    @Test
    void whatMustNotBePublishedOverEndsTheJobWithoutARestart() {
        FreshShards refused = new FreshShards(SETUP, new Beginning(7, new Parameters.Refused("a trained model")));

        assertThatThrownBy(() -> refused.shard(0))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseInstanceOf(ConfigException.class)
                .hasRootCauseMessage("a trained model");
        assertThat(refused.sessionAfter(2)).as("a state was restored").isEqualTo(8);
    }

    /** With gradients, the optimizer and its slots are the server's. */
    @Test
    void aPublishedModelGivesItsParametersAndVersionAndTheSlotsAreFresh() {
        ConfiguredServer setup = new ConfiguredServer(
                JobConfig.parse(CONFIG + "sync: {type: asynchronous, send: gradient}\noptimizer: {rule: adam}\n"));
        ShardState untrained = setup.fresh(0);
        float[] values = untrained.values.clone();
        values[0] += 1;
        ModelVersion trained =
                new ModelVersion("run", new VersionId(7, 3, 41), new long[] {41}, values, TrainingTotals.ZERO, false);

        ShardState shard = new FreshShards(setup, new Beginning(7, new Parameters.Published(() -> trained))).shard(0);

        assertThat(shard.session).isEqualTo(8);
        assertThat(shard.version).isEqualTo(41);
        assertThat(shard.values).isEqualTo(values);
        assertThat(shard.slots).isNotEmpty().isEqualTo(untrained.slots).containsOnly(0f);
    }

    @Test
    void aPublishedModelThatIsGoneEndsTheJobWithoutARestart() {
        Parameters gone = new Parameters.Published(() -> {
            throw new ConfigException("it is no longer in the topic");
        });

        assertThatThrownBy(() -> new FreshShards(SETUP, new Beginning(7, gone)).shard(0))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage("it is no longer in the topic");
    }
}
