package io.backflow.jobs.protocol.server;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.OuterConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.model.Initialization;
import io.backflow.model.ParameterLayout;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Sgd;
import java.io.Serializable;
import java.util.Arrays;

/** The server, as the configuration describes it. */
public final class ConfiguredServer implements Serializable {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;

    public ConfiguredServer(JobConfig config) {
        this.config = config;
    }

    public int shards() {
        return config.server().shards();
    }

    /** How many shards make up the norm of a merged round: all of them where it is clipped by, else each its own. */
    public int normSharers() {
        return clipsMergedGradients() ? shards() : 1;
    }

    public ShardServer server(int shard) {
        return new ShardServer(shard, normSharers(), update());
    }

    /** A shard that has never been trained. */
    public ShardState fresh(int shard) {
        float[] values = sharding()
                .part(Initialization.keras(config.model(), config.job().seed()), shard);
        return new ShardState(values, slots(update().rule(), values.length), workerSlots(values.length));
    }

    /** Throws where a restored {@code state} has not the sizes that the configuration makes. */
    public void checkRestored(int shard, ShardState state) {
        int length = sharding().length(shard);
        check(shard, "parameters", state.values.length, length, "model and server.shards");
        check(shard, "slots of the server's rule", state.slots.length, serverSlots(length), "optimizer and sync.outer");
        check(shard, "slots of the workers' rule", state.workerSlots.length, workerSlots(length).length, "optimizer");
    }

    private static void check(int shard, String what, int restored, int configured, String keys) {
        if (restored != configured) {
            throw new IllegalStateException("shard " + shard + " was restored with " + restored + " " + what
                    + ", but the configuration makes " + configured + "; go on with the " + keys
                    + " that the state was written with");
        }
    }

    private Sharding sharding() {
        return new Sharding(ParameterLayout.of(config.model()).size(), shards());
    }

    private int serverSlots(int parameters) {
        return update().rule().slotsPerParameter() * parameters;
    }

    private float[] workerSlots(int parameters) {
        return sendsDeltas() ? slots(config.optimizer().rule(), parameters) : new float[0];
    }

    private static float[] slots(Optimizer rule, int parameters) {
        float[] slots = new float[rule.slotsPerParameter() * parameters];
        Arrays.fill(slots, rule.initialSlotValue());
        return slots;
    }

    private ShardUpdate update() {
        if (sendsDeltas()) {
            return config.sync().outer() instanceof OuterConfig.Nesterov nesterov
                    ? new DeltaUpdate(new Sgd(nesterov.momentum(), true, 0), nesterov.learningRate())
                    : new DeltaUpdate(new Sgd(), 1);
        }
        Double clip = config.optimizer().clipNorm();
        return new GradientUpdate(
                config.optimizer().rule(),
                config.optimizer().learningRate(),
                clip != null && clipsMergedGradients() ? clip : Double.POSITIVE_INFINITY);
    }

    /** Asynchronous workers clip their own gradients; the sum of a round is clipped here, where it is known. */
    private boolean clipsMergedGradients() {
        return config.sync() instanceof SyncConfig.Synchronous
                && !sendsDeltas()
                && config.optimizer().clipNorm() != null;
    }

    private boolean sendsDeltas() {
        return config.sync().send() == SyncConfig.Send.DELTA;
    }
}
